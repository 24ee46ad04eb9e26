import Exposition
import Ground

extension MetricFamily {
    /// Makes the metrics of receivers. Like other counters they are read anew at each scrape.
    static func remoteWrite(_ receivers: [ReceiverStatus]) -> [MetricFamily] {
        [
            MetricFamily(
                name: "oresundskraft_remote_write_up",
                help: "1 if the receiver answered the newest request as it should, 0 if not.", kind: .gauge,
                samples: receivers.compactMap { one in one.isHealthy.map { one.sample($0 ? 1 : 0) } }),
            MetricFamily(
                name: "oresundskraft_remote_write_samples_total", help: "Samples that the receiver took.",
                kind: .counter, samples: receivers.map { $0.sample(Double($0.samples)) }),
            MetricFamily(
                name: "oresundskraft_remote_write_pending_samples", help: "Samples that are due and not delivered.",
                kind: .gauge, samples: receivers.map { $0.sample(Double($0.pending)) }),
            MetricFamily(
                name: "oresundskraft_remote_write_oldest_pending_timestamp_seconds",
                help: "End of the earliest period that is due and not delivered.", kind: .gauge,
                samples: receivers.compactMap { one in one.oldestPending.map { one.sample($0.seconds) } }),
            MetricFamily(
                name: "oresundskraft_remote_write_rejected_samples_total",
                help: "Samples that the receiver refused for good, by why.", kind: .counter,
                samples: receivers.flatMap { one in
                    Refusal.allCases.map { one.sample(Double(one.refused[$0] ?? 0), "reason", $0.rawValue) }
                }),
            MetricFamily(
                name: "oresundskraft_remote_write_requests_total", help: "Requests to the receiver by how they ended.",
                kind: .counter,
                samples: receivers.flatMap { one in
                    WriteResult.allCases.map { one.sample(Double(one.requests[$0] ?? 0), "result", $0.rawValue) }
                }),
            MetricFamily(
                name: "oresundskraft_remote_write_last_success_timestamp_seconds",
                help: "When the receiver last took a request.", kind: .gauge,
                samples: receivers.compactMap { one in one.lastSuccess.map { one.sample($0.seconds) } }),
        ]
    }
}

extension ReceiverStatus {
    fileprivate func sample(_ value: Double, _ label: String? = nil, _ text: String = "") -> Sample {
        let further = label.map { [Label(name: $0, value: text)] } ?? []
        return Sample(labels: [Label(name: "name", value: name)] + further, value: value)
    }
}
