/// The reason that a capture was not made.
package enum CaptureError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The folder cannot be written.
    case folder(String)
    /// The certificates or the proxy of the configuration cannot be used.
    case transport(String)
    /// No answer arrived.
    case noAnswer(String)
    /// Neither endpoint is enabled.
    case nothingToAsk

    package var description: String {
        switch self {
        case .folder(let text), .transport(let text): text
        case .noAnswer(let reason): "the API gave no answer to write: \(reason)"
        case .nothingToAsk: "both endpoints are disabled in the configuration: there is nothing to request"
        }
    }
}
