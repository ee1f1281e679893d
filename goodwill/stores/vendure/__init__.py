"""Vendure, a headless store on Node.js, by its admin GraphQL interface."""
