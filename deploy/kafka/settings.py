"""What the broker's settings file says."""

from pathlib import Path

from deploy.ports import HOST


def broker_settings(client_port: int, controller_port: int, data: Path) -> dict[str, str]:
    """Return the settings of a single broker, by their Kafka names."""
    listeners = f"CLIENTS://{HOST}:{client_port},CONTROLLER://{HOST}:{controller_port}"
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "listeners": listeners,
        "advertised.listeners": listeners,
        "listener.security.protocol.map": "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "CLIENTS",
        "controller.listener.names": "CONTROLLER",
        "controller.quorum.bootstrap.servers": f"{HOST}:{controller_port}",
        "log.dirs": str(data),
        # One broker has nobody to replicate to.
        "default.replication.factor": "1",
        "min.insync.replicas": "1",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        # Fifty of each, as a cluster has them, would delay the first consumer and the first transaction.
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.num.partitions": "4",
        # After a kill the controller waits this long for the dead broker before it lets its successor in.
        "broker.session.timeout.ms": "4000",
        "broker.heartbeat.interval.ms": "500",
        # No waiting for members that never come, no topic that a slip of the pen made.
        "group.initial.rebalance.delay.ms": "0",
        "auto.create.topics.enable": "false",
        # The cleaner's buffer of 128 MB is a quarter of our heap.
        "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
    }
