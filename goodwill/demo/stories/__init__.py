"""What people say in the demo world, as plain data. All of them, their addresses and their orders are invented."""

from goodwill.demo.stories import abroad, arrivals, bathroom, care, money, parcels, shopping, singular

ROOMS = (parcels, arrivals, care, money, shopping, abroad, bathroom, singular)
PLOTS = tuple(plot for room in ROOMS for plot in room.PLOTS)
