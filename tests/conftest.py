"""Nothing is timed, since the machine may be busy: hypothesis gives every example, and every strategy, its time."""

from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
