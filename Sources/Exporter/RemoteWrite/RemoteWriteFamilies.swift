import Exposition
import Metering
import RemoteWrite

/// The metrics of senders (`interface.md`). Like other counters they are read anew at each scrape.
enum RemoteWriteFamilies {
    static func families(_ receivers: [ReceiverStatus]) -> [MetricFamily] {
        func family(
            _ name: String, _ help: String, _ kind: MetricKind, _ samples: (ReceiverStatus) -> [Sample]
        ) -> MetricFamily {
            MetricFamily(
                name: "oresundskraft_remote_write_\(name)", help: help, kind: kind, samples: receivers.flatMap(samples))
        }
        return [
            family("up", "1 if the receiver answered the newest request as it should, 0 if not.", .gauge) { status in
                status.isHealthy.map { [status.sample($0 ? 1 : 0)] } ?? []
            },
            family("samples_total", "Samples that the receiver took.", .counter) { [$0.sample(Double($0.samples))] },
            family("pending_samples", "Samples that are due and not delivered.", .gauge) {
                [$0.sample(Double($0.pending))]
            },
            family(
                "oldest_pending_timestamp_seconds", "End of the earliest period that is due and not delivered.", .gauge
            ) { status in
                status.oldestPending.map { [status.sample($0.seconds)] } ?? []
            },
            family("rejected_samples_total", "Samples that the receiver refused for good, by why.", .counter) {
                status in
                Refusal.allCases.map { status.sample(Double(status.refused[$0] ?? 0), "reason", $0.rawValue) }
            },
            family("requests_total", "Requests to the receiver by how they ended.", .counter) { status in
                PushResult.allCases.map { status.sample(Double(status.requests[$0] ?? 0), "result", $0.rawValue) }
            },
            family("last_success_timestamp_seconds", "When the receiver last took a request.", .gauge) { status in
                status.lastSuccess.map { [status.sample($0.seconds)] } ?? []
            },
        ]
    }
}

extension ReceiverStatus {
    fileprivate func sample(_ value: Double, _ label: String? = nil, _ text: String = "") -> Sample {
        let further = label.map { [Label(name: $0, value: text)] } ?? []
        return Sample(labels: [Label(name: "name", value: name)] + further, value: value)
    }
}
