import EnergyAPI
import Exposition
import Metering

/// The gauges that say how the polls went. They are part of the snapshot, so that `up` never tells of readings that
/// cannot be scraped yet.
enum PollFamilies {
    static func families(_ input: SnapshotInput) -> [MetricFamily] {
        var up = MetricFamily(
            name: "oresundskraft_up",
            help: "1 if the newest poll of the endpoint succeeded wholly, 0 if not; absent until the first has ended.",
            kind: .gauge)
        var groupUp = MetricFamily(
            name: "oresundskraft_customer_group_up",
            help: "1 if the newest poll got all that it asked for the customer group, 0 if not.", kind: .gauge)
        var result = MetricFamily(
            name: "oresundskraft_last_poll_result",
            help: "1 for each way in which requests of the newest poll ended, 0 for the others.", kind: .gauge)
        var success = MetricFamily(
            name: "oresundskraft_last_success_timestamp_seconds",
            help: "End of the newest poll that succeeded wholly.", kind: .gauge)
        var duration = MetricFamily(
            name: "oresundskraft_poll_duration_seconds", help: "How long the newest poll took.", kind: .gauge)
        for (name, status) in input.polls {
            let endpoint = Label(name: "endpoint", value: name)
            if let time = status.lastSuccess {
                success.samples.append(Sample(labels: [endpoint], value: time.seconds))
            }
            guard let poll = status.newest else { continue }
            up.samples.append(Sample(labels: [endpoint], value: poll.isSuccess ? 1 : 0))
            duration.samples.append(Sample(labels: [endpoint], value: poll.duration.inSeconds))
            for group in poll.groups {
                groupUp.samples.append(
                    Sample(
                        labels: [endpoint, Label(name: "group", value: group.group)], value: group.isSuccess ? 1 : 0))
            }
            let results = poll.results
            for one in RequestResult.allCases {
                result.samples.append(
                    Sample(
                        labels: [endpoint, Label(name: "result", value: one.rawValue)],
                        value: results.contains(one) ? 1 : 0))
            }
        }
        let size = MetricFamily(
            name: "oresundskraft_store_size_bytes", help: "Size of the store and its write-ahead log.", kind: .gauge,
            samples: [Sample(labels: [], value: Double(input.storeSize))])
        return [up, groupUp, result, success, duration, size]
    }
}
