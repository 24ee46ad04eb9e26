package import Configuration
import Curl
import EnergyAPI
import Ground
package import Metering

/// Small requests to the API for each customer group, as `check-config --ping` makes them: does each number and metering
/// point of the configuration get something?
package enum Ping {
    /// The answers to a customer group.
    package struct Answer: Sendable {
        package let group: String
        /// The result of each number and metering point of the configuration, and remarks on the form of the times.
        package let lines: [Line]
        /// The meters that the answers named.
        package let meters: Set<MeterID>

        /// True where all that the configuration names got something.
        package var isSuccess: Bool { !lines.contains(where: \.isFault) }
    }

    /// A sentence for a person.
    package struct Line: Sendable, Equatable {
        package let text: String
        /// True where something of the configuration got nothing.
        package let isFault: Bool

        init(_ text: String, isFault: Bool = false) {
            self.text = text
            self.isFault = isFault
        }
    }

    /// Asks for the groups of a configuration, one after the other.
    ///
    /// - Parameter version: that of the program, for the header `User-Agent`.
    /// - Throws: `CurlError` where the certificates or the proxy of the configuration cannot be used.
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
