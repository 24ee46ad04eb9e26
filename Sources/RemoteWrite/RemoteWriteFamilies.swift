import Exposition
import Ground

/// The metrics of receivers. Like other counters they are read again at each scrape.
enum RemoteWriteFamilies {
    static func families(_ receivers: [ReceiverStatus]) -> [MetricFamily] {
        [
            .gauge(
                "oresundskraft_remote_write_up",
                "1 if the receiver answered the newest request as it should, 0 if not.",
                receivers.compactMap { one in one.isHealthy.map { one.sample($0 ? 1 : 0) } }),
            .counter(
                "oresundskraft_remote_write_samples_total", "Samples that the receiver accepted.",
                receivers.map { $0.sample(Double($0.samples)) }),
            .gauge(
                "oresundskraft_remote_write_pending_samples", "Samples that are due but not delivered.",
                receivers.map { $0.sample(Double($0.pending)) }),
            .gauge(
                "oresundskraft_remote_write_oldest_pending_timestamp_seconds",
                "End of the earliest period that is due but not delivered.",
                receivers.compactMap { one in one.oldestPending.map { one.sample($0.seconds) } }),
            .gauge(
                "oresundskraft_remote_write_set_aside_samples",
                "Samples at which the receiver fails even when they come alone; they are retried separately.",
                receivers.map { $0.sample(Double($0.setAside)) }),
            .counter(
                "oresundskraft_remote_write_rejected_samples_total",
                "Samples that the receiver refused for good, by reason.",
                receivers.flatMap { one in
                    Refusal.allCases.map { one.sample(Double(one.refused[$0]?.count ?? 0), "reason", $0.rawValue) }
                }),
            .counter(
                "oresundskraft_remote_write_withdrawn_samples_total",
                "Samples at the receiver that have since been withdrawn or replaced by shorter ones.",
                receivers.map { $0.sample(Double($0.withdrawn)) }),
            .counter(
                "oresundskraft_remote_write_requests_total", "Requests to the receiver, by result.",
                receivers.flatMap { one in
                    WriteResult.allCases.map { one.sample(Double(one.requests[$0] ?? 0), "result", $0.rawValue) }
                }),
            .gauge(
                "oresundskraft_remote_write_last_success_timestamp_seconds",
                "When the receiver last accepted a request.",
                receivers.compactMap { one in one.lastSuccess.map { one.sample($0.seconds) } }),
        ]
    }
}

extension ReceiverStatus {
    fileprivate func sample(_ value: Double, _ label: String? = nil, _ text: String = "") -> Sample {
        let further = label.map { [Label(name: $0, value: text)] } ?? []
        return Sample(labels: [Label(name: "name", value: name)] + further, value: value)
    }
}
