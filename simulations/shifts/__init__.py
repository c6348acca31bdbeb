"""The smallest fleet and shifts that keep a level of service, drivers' hours held."""
