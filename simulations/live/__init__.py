"""A simulated day that is lived over HTTP, at a service that runs."""
