import Foundation

/// Files under `Tests/Fixtures/golden` with outputs that a person has checked.
///
/// After an intended change, run the tests once with `UPDATE_GOLDEN=1` in the environment and read the diff in git.
package enum Golden {
    /// An output that differs from its golden file.
    package struct Mismatch: Error, CustomStringConvertible {
        package let description: String
    }

    /// Compares an output with the golden file of that name, byte for byte, or writes the file with `UPDATE_GOLDEN=1`.
    ///
    /// - Throws: ``Mismatch``, which names the first line that differs.
    package static func check(_ output: [UInt8], named name: String) throws {
        let file = RepositoryPaths.fixtures.appending(path: "golden/\(name)")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(output).write(to: file)
            return
        }
        guard let golden = try? [UInt8](Data(contentsOf: file)) else {
            throw Mismatch(description: "no golden file \(name); write it with UPDATE_GOLDEN=1")
        }
        guard golden != output else { return }
        throw Mismatch(description: "\(name) differs \(firstDifference(golden, output)); UPDATE_GOLDEN=1 accepts it")
    }

    private static func firstDifference(_ golden: [UInt8], _ output: [UInt8]) -> String {
        let newline = UInt8(ascii: "\n")
        let old = golden.split(separator: newline, omittingEmptySubsequences: false)
        let new = output.split(separator: newline, omittingEmptySubsequences: false)
        let line =
            zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
        func text(_ lines: [ArraySlice<UInt8>]) -> String {
            line < lines.count ? "\"\(String(decoding: lines[line], as: UTF8.self))\"" : "the end"
        }
        return "in line \(line + 1): golden \(text(old)), now \(text(new))"
    }
}
