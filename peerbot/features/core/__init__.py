"""What every collective has: the menu, help, what is kept, consents, erasing, a way out."""
