import Ground
import SystemPackage

/// A folder of captured answers: `README.md`, and `0001.head` and `0001.body` for each answer, in the order of the
/// requests.
///
/// Only its owner can read it, because it shows what customers consume.
package struct AnswerFolder: Sendable {
    /// The reason that a folder cannot be written or read.
    package struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// The most answers: more than a long capture has, and the most that four digits can number.
    package static let mostAnswers = 9999
    private static let longestHead = 1 << 20
    private static let longestBody = 1 << 30

    /// The folder's path.
    package let path: String
    private let isNew: Bool

    /// Creates a folder, or uses an empty one that exists.
    ///
    /// - Throws: ``Failure`` if it is not empty, or cannot be created.
    package init(creating path: String) throws(Failure) {
        self.path = path
        do {
            try SystemCalls.makeFolder(path, permissions: .ownerReadWriteExecute)
            isNew = true
            return
        } catch {
            guard error == .fileExists else { throw Failure(description: "cannot create the folder \(path): \(error)") }
        }
        isNew = false
        guard SmallFile.isFolder(path), let entries = SystemCalls.countEntries(of: path) else {
            throw Failure(description: "cannot write to \(path): it is not a folder that can be read")
        }
        // The folder itself and the one above.
        guard entries <= 2 else {
            throw Failure(description: "cannot write to the folder \(path): it is not empty; name a new one")
        }
        do {
            try SystemCalls.setPermissions(of: path, .ownerReadWriteExecute)
        } catch {
            throw Failure(description: "cannot make the folder \(path) private: \(error)")
        }
    }

    /// Opens a place for unchanged answers, which cannot be found in the folder.
    package func spool() throws(Failure) -> BodySpool { try BodySpool(in: path) }

    /// Writes the answer with a number, from 0 on.
    ///
    /// - Throws: ``Failure``; answers written before stay.
    package func write(_ answer: RawAnswer, at index: Int) throws(Failure) {
        try write(Array(answer.head.utf8), to: Self.name(index) + ".head")
        try write(answer.body, to: Self.name(index) + ".body")
    }

    /// Writes the README.
    ///
    /// - Throws: ``Failure``
    package func write(readme: String) throws(Failure) { try write(Array(readme.utf8), to: "README.md") }

    /// Removes the folder if it was created for this and is still empty.
    package func discard() { if isNew { try? SystemCalls.removeFolder(path) } }

    /// Returns the name of an answer's files, without their suffixes.
    package static func name(_ index: Int) -> String { String(String(10_001 + index).dropFirst()) }

    private func write(_ bytes: [UInt8], to name: String) throws(Failure) {
        do {
            let file = try FileDescriptor.open(
                "\(path)/\(name)", .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: .ownerReadWrite)
            defer { try? file.close() }
            SystemCalls.giveToOwnerOfFolder("\(path)/\(name)")
            try bytes.withUnsafeBytes { try file.writeAll($0, patience: nil) }
        } catch {
            throw Failure(description: "cannot write \(path)/\(name): \(error)")
        }
    }

    /// Reads the answers of a folder.
    ///
    /// - Throws: ``Failure`` if there are none, or one cannot be read.
    package static func read(_ path: String) throws(Failure) -> [RawAnswer] {
        var answers: [RawAnswer] = []
        while answers.count < mostAnswers {
            let file = "\(path)/\(name(answers.count))"
            guard SmallFile.exists(file + ".head") else { break }
            let head = String(decoding: try bytes(of: file + ".head", limit: longestHead), as: UTF8.self)
            let body = try bytes(of: file + ".body", limit: longestBody)
            guard let answer = RawAnswer(head: head, body: body) else {
                throw Failure(description: "cannot read \(file).head: it was not written by capture")
            }
            answers.append(answer)
        }
        guard !answers.isEmpty else {
            throw Failure(description: "no captured answers are in \(path): there is no 0001.head")
        }
        return answers
    }

    private static func bytes(of path: String, limit: Int) throws(Failure) -> [UInt8] {
        do {
            return try SmallFile(path, limit: limit).bytes
        } catch {
            throw Failure(description: "cannot read \(path): \(error)")
        }
    }
}
