"""All work that comes round, on one page; each piece names a task without arguments."""

from datetime import timedelta

from goodwill.core.jobs.alarms import Alarm
from goodwill.core.jobs.periodic import Periodic

SCHEDULE = (
    Periodic("live: forget old events", timedelta(minutes=5), "goodwill.core.live.tasks.prune"),
    Periodic("inboxes: process what was forgotten", timedelta(minutes=10), "goodwill.conversations.tasks.remember_forgotten"),
    Periodic("conversations: forget who left", timedelta(hours=1), "goodwill.conversations.tasks.sweep_presences"),
    Periodic("conversations: compare what is derived", timedelta(days=1), "goodwill.conversations.tasks.compare"),
    Periodic("calendars: read feeds and look up holidays", timedelta(hours=6), "goodwill.service_levels.calendar_tasks.look_around"),
    Periodic("stores: compare with the mirror", timedelta(minutes=15), "goodwill.commerce.tasks.reconcile"),
    Periodic("stores: apply and forget webhooks", timedelta(minutes=10), "goodwill.commerce.tasks.sweep_receipts"),
    Periodic("orders: forget codes", timedelta(hours=6), "goodwill.commerce.tasks.forget_order_codes"),
    Periodic("routing: look after what waits", timedelta(hours=1), "goodwill.workforce.tasks.look_after_queue"),
    Periodic("notices: forget old ones", timedelta(days=1), "goodwill.activity.tasks.forget_notices"),
    Periodic("sessions: clear what has expired", timedelta(days=1), "goodwill.core.tasks.clear_sessions"),
    Periodic("files: sweep what no row names", timedelta(days=1), "goodwill.core.tasks.sweep_files"),
)

ALARMS = (Alarm("service levels: fire what is due", "goodwill.service_levels.domain.firing.next_at", "goodwill.service_levels.tasks.fire"),)
