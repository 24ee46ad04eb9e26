package import Ground
import ReadingStore

/// Moves the cursors of receivers back, so that delivered samples are sent once more, as `resend` does.
package enum Resend {
    /// The reason that no cursor was moved. Its description says what to do.
    package enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        /// The configuration does not have the named receiver.
        case unknown(receiver: String, known: [String])
        /// The configuration has no receivers.
        case noReceivers

        /// The text for the log.
        package var description: String {
            switch self {
            case .unknown(let receiver, let known):
                "remote_write names no receiver \(quoted(receiver)); it names \(known.map { quoted($0) }.joined(separator: ", "))"
            case .noReceivers: "remote_write names no receiver"
            }
        }
    }

    /// The result for one receiver.
    package enum Outcome: Sendable, Equatable {
        /// Readings whose period starts from then on are sent again; `isCut` if `since` leaves out the older of them.
        case moved(from: Timestamp, isCut: Bool)
        /// It will get everything of `since` anyway.
        case isNew
        /// Its cursor has not reached that time yet.
        case isBefore(Timestamp)
    }

    /// A receiver of the configuration.
    package struct Receiver: Sendable {
        let name: String
        let since: Duration

        /// Creates a receiver.
        ///
        /// - Parameter since: the age of the oldest readings that are pushed to it.
        package init(name: String, since: Duration) {
            self.name = name
            self.since = since
        }
    }

    /// Moves the cursors.
    ///
    /// - Parameters:
    ///   - names: the receivers to send to again; empty for all.
    ///   - time: the start of the earliest period that is sent again.
    ///   - receivers: the configured receivers.
    ///   - path: the store's file.
    /// - Throws: ``Refusal``, or `StoreError`: the store must not be in use.
    package static func run(
        _ names: [String], from time: Timestamp, of receivers: [Receiver], storeAt path: String,
        now: Timestamp = WallClock.now()
    ) async throws -> [(receiver: String, outcome: Outcome)] {
        let known = receivers.map(\.name)
        guard !known.isEmpty else { throw Refusal.noReceivers }
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw Refusal.unknown(receiver: unknown, known: known)
        }
        let store = try ReadingStore(path: path)
        defer { store.close() }
        var outcomes: [(receiver: String, outcome: Outcome)] = []
        for name in names.isEmpty ? known : names {
            guard var cursor = try await store.deliveries.cursor(ofReceiver: name) else {
                outcomes.append((name, .isNew))
                continue
            }
            guard time < cursor.settled else {
                outcomes.append((name, .isBefore(cursor.settled)))
                continue
            }
            let oldest = now - (receivers.first { $0.name == name }?.since ?? .zero)
            cursor.settled = time
            try await store.deliveries.moveBack(cursor, ofReceiver: name, beginning: max(time, oldest))
            outcomes.append((name, .moved(from: time, isCut: time < oldest)))
        }
        return outcomes
    }
}
