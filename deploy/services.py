"""The servers to start from Python: `with Kafka() as kafka, Redis() as redis: ...`."""

from deploy.guarded import Guarded
from deploy.kafka.broker import Kafka
from deploy.kafka.secured import Secured
from deploy.redis.server import Redis
from deploy.tls import Authority

__all__ = ["Authority", "Guarded", "Kafka", "Redis", "Secured"]
