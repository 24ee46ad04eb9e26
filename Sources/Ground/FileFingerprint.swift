/// The content of a small file at one moment, to tell if it has changed. Times are not enough: a link may lead to
/// another file with the same times, and a copy may keep them.
package enum FileFingerprint: Sendable, Equatable {
    /// The hash of the content, valid in this process only.
    case content(hash: Int)
    case unreadable(SmallFile.Failure)

    /// The largest file that is read.
    private static let sizeLimit = 16 << 20

    /// Reads a file.
    package init(_ path: String) {
        do {
            self = .content(hash: try SmallFile(path, limit: Self.sizeLimit).bytes.hashValue)
        } catch {
            self = .unreadable(error)
        }
    }
}
