package import ReadingStore

/// Why a fetch stopped before its end; what it has stored is kept.
package enum FetchError: Error, Sendable, CustomStringConvertible {
    /// The API refused a key, so it would refuse every other request.
    case keyRefused(group: String, reason: String)
    case store(StoreError)

    package var description: String {
        switch self {
        case .keyRefused(let group, let reason): "customer group \(group): \(reason)"
        case .store(let error): "\(error)"
        }
    }
}
