import Ground
import Synchronization
import SystemPackage

/// The output of an export: standard output, or a file that appears only once it is complete.
///
/// The file is written under another name in its folder, and renamed at the end. A device or a pipe with that name is
/// written to directly.
package final class ExportOutput: Sendable {
    private enum State {
        case open
        case finished
        case discarded
    }

    /// Its name in messages.
    let name: String
    private let file: FileDescriptor
    /// Nil if nothing has to be renamed.
    private let temporary: (path: String, final: String)?
    private let state = Mutex(State.open)

    /// Opens standard output.
    package init() {
        name = "standard output"
        file = .standardOutput
        temporary = nil
    }

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: the path of the file.
    ///   - protected: files that it must not replace.
    package init(path: String, protected: [String] = []) throws(ExportError) {
        name = path
        let existing = try? Stat(path)
        do {
            if let existing, existing.type != .regular {
                guard existing.type != .directory else {
                    throw ExportError.notWritable(path: path, reason: "it is a folder")
                }
                file = try FileDescriptor.open(path, .writeOnly, options: .closeOnExec)
                temporary = nil
                return
            }
            if let existing, protected.contains(where: { Self.isSameFile($0, existing) }) {
                throw ExportError.ownFile(path: path)
            }
            // A link stays a link: its target is replaced.
            let place = existing == nil ? path : SystemCalls.resolved(path) ?? path
            let slash = place.lastIndex(of: "/")
            let folder = slash.map { place[...$0] } ?? ""
            let name = slash.map { place[place.index(after: $0)...] } ?? place[...]
            let hidden = "\(folder).\(name).\(SystemCalls.processID).part"
            // The file shows what customers consume, as the store does.
            file = try FileDescriptor.open(
                hidden, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead])
            SystemCalls.giveToOwnerOfFolder(hidden)
            temporary = (hidden, place)
        } catch {
            throw error as? ExportError ?? .notWritable(path: path, reason: "\(error)")
        }
    }

    deinit {
        discard()
        if file != .standardOutput { try? file.close() }
    }

    /// Writes all of some bytes; blocks its thread.
    func write(_ bytes: UnsafeRawBufferPointer) throws(ExportError) {
        do { try file.writeAll(bytes, patience: nil) } catch { throw failure(error) }
    }

    /// Renames the finished file.
    func finish() throws(ExportError) {
        guard let temporary else {
            state.withLock { $0 = .finished }
            return
        }
        do {
            // Otherwise the name could survive a power failure that the content does not.
            try file.synchronize()
            try state.withLock { state throws(Errno) in
                guard state == .open else { return }
                try SystemCalls.rename(temporary.path, to: temporary.final)
                state = .finished
            }
        } catch {
            throw failure(error)
        }
    }

    /// Removes the unfinished file; may be called on any thread.
    package func discard() {
        state.withLock { state in
            guard state == .open else { return }
            state = .discarded
            if let temporary { try? SystemCalls.remove(temporary.path) }
        }
    }

    private func failure(_ code: Errno) -> ExportError {
        switch code {
        case .brokenPipe: .pipeClosed
        case .noSpace, .diskQuotaExceeded: .diskFull(path: name)
        default: .notWritable(path: name, reason: "\(code)")
        }
    }

    private static func isSameFile(_ path: String, _ other: Stat) -> Bool {
        guard let status = try? Stat(path) else { return false }
        return status.deviceID == other.deviceID && status.inode == other.inode
    }
}
