/// Sent through a connection's pipeline when a graceful shutdown begins.
struct DrainEvent: Sendable {}
