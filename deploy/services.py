"""The servers to start from Python: `with Kafka() as kafka, Redis() as redis: ...`."""

from deploy.guarded import Guarded
from deploy.kafka.broker import Kafka
from deploy.redis.server import Redis

__all__ = ["Guarded", "Kafka", "Redis"]
