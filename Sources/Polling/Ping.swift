package import Configuration
import Curl
import EnergyAPI
import Ground
import Metering

/// One small request to the API for each customer group, as `check-config --ping` makes it.
package enum Ping {
    /// What became of a group's request.
    package struct Answer: Sendable {
        package let group: String
        /// Lines that say what the API answered, or why it did not: ``NothingAnswered`` where it knows nothing.
        package let result: Result<[String], any Error>
    }

    /// The API answered, and knows nothing of what was asked for. A mistyped number is not an error to it.
    struct NothingAnswered: Error, CustomStringConvertible {
        let customerNumber: String

        var description: String {
            "the API answered with nothing for customer number \(customerNumber): "
                + "compare the group's numbers, metering points and delivery categories with your contract"
        }
    }

    /// - Throws: `CurlError` where the certificates or the proxy of the configuration cannot be used.
    package static func groups(of configuration: Configuration, version: String) throws -> AsyncStream<Answer> {
        let transport = try CurlClient(TransportOptions(configuration.api, version: version))
        let (answers, continuation) = AsyncStream<Answer>.makeStream()
        let task = Task {
            for group in configuration.customers {
                continuation.yield(Answer(group: group.name, result: await ping(group, configuration, transport)))
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return answers
    }

    private static func ping(
        _ group: Configuration.CustomerGroup, _ configuration: Configuration, _ transport: CurlClient
    ) async -> Result<[String], any Error> {
        let pace = RequestPace(backoff: Backoff(), longestWait: .zero, log: { _ in })
        let client = EnergyAPIClient(
            transport: transport, options: EnergyAPIClient.Options(configuration, group), pace: pace,
            now: WallClock.now, observe: { _, _ in }, warn: { _ in })
        let now = WallClock.now()
        let today = now.startOfUTCDay
        // The day before yesterday: the newest for which readings have usually arrived. One number keeps it small.
        var query = TimeSeriesQuery(group, window: (today - .days(2))..<(today - .days(1)))
        query.customerNumbers = Array(query.customerNumbers.prefix(1))
        query.meteringPoints = Array(query.meteringPoints.prefix(1))
        do {
            let answer = try await client.ping(query)
            guard answer.objects > 0 else {
                return .failure(NothingAnswered(customerNumber: query.customerNumbers.first ?? group.name))
            }
            let report = PingReport(
                answer.sample, asked: query.window, now: now, timesWithoutZone: configuration.api.timesWithoutZone)
            return .success(
                ["the API answered with \(answer.objects) objects and \(answer.readings) readings"] + report.lines)
        } catch {
            return .failure(error)
        }
    }
}
