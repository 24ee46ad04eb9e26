import EnergyAPI
import Exposition
import Ground
import Metering
import Polling

/// Families about the results of polls. They are part of the snapshot, so that `up` never refers to readings that
/// cannot be scraped yet.
enum PollFamilies {
    static func families(_ input: SnapshotInput) -> [MetricFamily] {
        ofEndpoints(input) + ofGroups(input)
    }

    private typealias Poll = (endpoint: Label, poll: PollOutcome)

    /// The newest poll of each endpoint that has one.
    private static func polls(_ input: SnapshotInput) -> [Poll] {
        input.sortedPolls.compactMap { name, status in
            status.newest.map { (endpoint: Label(name: "endpoint", value: name), poll: $0) }
        }
    }

    private static func ofEndpoints(_ input: SnapshotInput) -> [MetricFamily] {
        let polls = polls(input)
        return [
            .gauge(
                "oresundskraft_up",
                "1 if the newest poll of the endpoint succeeded completely, 0 if not; absent until the first has ended.",
                polls.map { Sample(labels: [$0.endpoint], value: $0.poll.isSuccess ? 1 : 0) }),
            .gauge(
                "oresundskraft_last_poll_result",
                "1 for each result that requests of the newest poll had, 0 for the others.",
                polls.flatMap { endpoint, poll in
                    let results = poll.results
                    return RequestResult.allCases.map {
                        Sample(
                            labels: [endpoint, Label(name: "result", value: $0.rawValue)],
                            value: results.contains($0) ? 1 : 0)
                    }
                }),
            .gauge(
                "oresundskraft_last_success_timestamp_seconds", "End of the newest poll that succeeded completely.",
                input.sortedPolls.compactMap { name, status in
                    status.lastSuccess.map {
                        Sample(labels: [Label(name: "endpoint", value: name)], value: $0.seconds)
                    }
                }),
            .gauge(
                "oresundskraft_poll_duration_seconds", "Duration of the newest poll.",
                polls.map { Sample(labels: [$0.endpoint], value: $0.poll.duration.inSeconds) }),
            .gauge(
                "oresundskraft_poll_findings",
                "Number of oddities that the newest poll found in the API's answers, by kind.",
                polls.flatMap { endpoint, poll in
                    let findings = input.findings(of: poll)
                    return Finding.allCases.map {
                        Sample(
                            labels: [endpoint, Label(name: "kind", value: $0.rawValue)], value: Double(findings[$0]))
                    }
                }),
            .gauge(
                "oresundskraft_store_size_bytes", "Size of the store and its write-ahead log.",
                Double(input.storeSize)),
        ]
    }

    /// The families whose lines name a customer group.
    static func ofGroups(_ input: SnapshotInput) -> [MetricFamily] {
        let polls = polls(input)
        let known = input.polls[.timeSeries]?.newest ?? input.polls[.invoiced]?.newest
        return [
            .gauge(
                "oresundskraft_customer_group_up",
                "1 if the newest poll got everything it asked for in the customer group, 0 if not.",
                polls.flatMap { endpoint, poll in
                    poll.groups.map {
                        Sample(
                            labels: [endpoint, Label(name: "group", value: $0.group)], value: $0.isSuccess ? 1 : 0)
                    }
                }),
            .gauge(
                "oresundskraft_refused_info",
                "1 for a customer number or metering point that the API refuses when asked for it alone.",
                polls.flatMap { endpoint, poll in
                    poll.groups.flatMap { group in
                        group.refused.map { refused in
                            Sample(
                                labels: [
                                    endpoint, Label(name: "group", value: group.group),
                                    Label(name: "customer_number", value: refused.customerNumber),
                                    Label(name: "metering_point", value: refused.meteringPoint),
                                ], value: 1)
                        }
                    }
                }),
            .gauge(
                "oresundskraft_customer_metering_points",
                "Number of metering points known for the customer number; 0 if it never had any.",
                known.map(meteringPoints) ?? []),
            .gauge(
                "oresundskraft_configured_metering_point_known",
                "1 for a metering point that the configuration names and the API knows, 0 for one that never got anything.",
                known.map(configuredPoints) ?? []),
        ]
    }

    private static func configuredPoints(_ poll: PollOutcome) -> [Sample] {
        poll.groups.flatMap { group in
            group.known.points.map { point, isKnown in
                Sample(
                    labels: [Label(name: "group", value: group.group), Label(name: "metering_point", value: point)],
                    value: isKnown ? 1 : 0)
            }
        }
    }

    private static func meteringPoints(_ poll: PollOutcome) -> [Sample] {
        poll.groups.flatMap { group in
            group.known.counts.map { number, count in
                Sample(
                    labels: [
                        Label(name: "group", value: group.group), Label(name: "customer_number", value: number),
                    ], value: Double(count))
            }
        }
    }
}
