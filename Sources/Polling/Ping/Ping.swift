package import Configuration
import Curl
import EnergyAPI
import Ground
package import Metering

/// Small requests to the API for each customer group, as `check-config --ping` makes them, to see if each number and
/// metering point of the configuration gets something.
package enum Ping {
    /// The answers to a customer group.
    package struct Answer: Sendable {
        package let group: String
        /// The result of each number and metering point of the configuration, and remarks on the form of the times.
        package let lines: [Line]
        /// The meters that the answers named.
        package let meters: Set<MeterID>
        /// False if an answer was only a part, so that there may be more meters.
        package let isWhole: Bool

        /// True if every number and metering point of the configuration got something.
        package var isSuccess: Bool { !lines.contains(where: \.isFault) }
    }

    /// A sentence for a person.
    package struct Line: Sendable, Equatable {
        package let text: String
        /// True if a number or metering point of the configuration got nothing.
        package let isFault: Bool

        init(_ text: String, isFault: Bool = false) {
            self.text = text
            self.isFault = isFault
        }
    }

    /// Makes the requests of a configuration's groups, one after the other.
    ///
    /// - Parameter version: the program's, for the header `User-Agent`.
    /// - Throws: `CurlError` if the certificates or the proxy of the configuration cannot be used.
    package static func groups(of configuration: Configuration, version: String) throws -> AsyncStream<Answer> {
        let transport = try CurlClient(TransportOptions(configuration.api, version: version))
        let (answers, continuation) = AsyncStream<Answer>.makeStream()
        let task = Task {
            for group in configuration.customers {
                var ping = GroupPing(group, configuration, transport, now: WallClock.now())
                continuation.yield(await ping.run())
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return answers
    }
}
