package import Metering
import ReadingStore

/// Moves the cursors of receivers back, so that what they have got is sent to them once more, as `resend` does.
package enum Resend {
    /// Why nothing was moved; the text says what to do.
    package enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        case unknown(receiver: String, known: [String])
        case noReceivers

        package var description: String {
            switch self {
            case .unknown(let receiver, let known):
                "remote_write names no receiver \(quoted(receiver)); it names \(known.map { quoted($0) }.joined(separator: ", "))"
            case .noReceivers: "remote_write names no receiver"
            }
        }
    }

    /// What became of a receiver.
    package enum Outcome: Sendable, Equatable {
        /// Readings whose period starts from then on are sent again; `isCut` where `since` leaves out the older of them.
        case moved(from: Timestamp, isCut: Bool)
        /// It will get everything of `since` anyway.
        case isNew
        /// Its cursor has not come so far yet.
        case isBefore(Timestamp)
    }

    /// - Parameters:
    ///   - names: of receivers; empty for all of the configuration.
    ///   - date: the start of the earliest period that is sent again.
    /// - Throws: ``Refusal``, or `StoreError`: the store must not be in use.
    package static func run(
        _ names: [String], from date: HistoryDate, _ configuration: Configuration, now: Timestamp = WallClock.now()
    ) async throws -> [(receiver: String, outcome: Outcome)] {
        let time = date.time(configuration.calendar)
        let known = configuration.remoteWrite.map(\.name)
        guard !known.isEmpty else { throw Refusal.noReceivers }
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw Refusal.unknown(receiver: unknown, known: known)
        }
        let store = try ReadingStore(path: configuration.storage.path)
        defer { store.close() }
        var outcomes: [(receiver: String, outcome: Outcome)] = []
        for name in names.isEmpty ? known : names {
            guard var cursor = try await store.cursor(ofReceiver: name) else {
                outcomes.append((name, .isNew))
                continue
            }
            guard time < cursor.settled else {
                outcomes.append((name, .isBefore(cursor.settled)))
                continue
            }
            cursor.settled = time
            try await store.setCursor(cursor, ofReceiver: name)
            let since = configuration.remoteWrite.first { $0.name == name }?.since ?? .zero
            outcomes.append((name, .moved(from: time, isCut: time < now - since)))
        }
        return outcomes
    }
}
