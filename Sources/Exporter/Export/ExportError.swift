/// Why an export did not come to its end; the text says what to do.
package enum ExportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Nothing was ever stored.
    case noStore(path: String)
    /// Whoever read the output has gone, as `head` does. Nothing is wrong.
    case pipeClosed
    case diskFull(path: String)
    case notWritable(path: String, reason: String)
    /// The output would replace a file that the exporter itself lives on.
    case ownFile(path: String)

    package var description: String {
        switch self {
        case .noStore(let path):
            "there is no store at \(path) yet: run serve or fetch first, or set another storage.path"
        case .pipeClosed: "the reader of the output has gone"
        case .diskFull(let path):
            "no room to write \(path): the disk is full, and the export is not whole. Free some space and run it again"
        case .notWritable(let path, let reason): "\(path) cannot be written: \(reason)"
        case .ownFile(let path): "--output \(path) is a file of the exporter itself: name another one"
        }
    }
}
