import Foundation

/// The stream for messages of commands that are neither log lines nor output.
enum StandardError {
    /// Writes a line, behind what was printed before it where both go into one file.
    static func write(_ line: String) {
        fflush(nil)
        FileHandle.standardError.write(Data("\(line)\n".utf8))
    }
}
