import Ground
import SystemPackage

/// The right to write to a store, held for as long as this value lives.
///
/// SQLite itself lets several processes write in turn, but two exporters polling into one store would count each
/// other's readings as their own. So the writer holds `flock(2)` on a file beside the store. The kernel releases it
/// when the process ends, however it ends.
final class StoreLock: Sendable {
    private let file: FileDescriptor

    /// - Throws: ``StoreError/inUse(path:byProcess:)``, ``StoreError/noLocks(path:lock:reason:)``, or
    ///   ``StoreError/notWritable(path:reason:)``.
    init(storePath: String) throws(StoreError) {
        let path = storePath + ".lock"
        do {
            // Its content is overwritten, so it must not be a link to another file.
            file = try FileDescriptor.openOrMake(path, permissions: .privateToGroup, followsLinks: false)
        } catch {
            throw StoreError.notWritable(path: storePath, reason: "\(path): \(error)")
        }
        do {
            try file.lockExclusively()
            try file.tryRecordLock()
        } catch {
            let holder = StoreLock.holder(file)
            try? file.close()
            guard error == .wouldBlock else {
                throw StoreError.noLocks(path: storePath, lock: path, reason: "\(error), errno \(error.rawValue)")
            }
            throw StoreError.inUse(path: storePath, byProcess: holder)
        }
        // The content only serves the next process's error message, so a failed write does no harm.
        try? file.resize(to: 0)
        _ = try? file.writeAll(toAbsoluteOffset: 0, "\(SystemCalls.processID)\n".utf8)
    }

    /// Admits another writer; may be called again.
    func release() {
        file.unlock()
    }

    deinit {
        try? file.close()
    }

    private static func holder(_ file: FileDescriptor) -> String {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = (try? bytes.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: 0, into: $0) }) ?? 0
        let digits = bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") }
        return digits.isEmpty ? "another process" : "process \(String(decoding: digits, as: UTF8.self))"
    }
}
