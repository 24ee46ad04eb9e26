import Ground
import SystemPackage

/// Holds the right to write to a store, for as long as this value lives.
///
/// SQLite itself lets several processes write in turn; two exporters polling into one store would count each other's
/// readings as their own. So the writer holds `flock(2)` on a file beside the store. The kernel lets go of it when
/// the process ends, however it ends.
final class StoreLock: Sendable {
    private let file: FileDescriptor

    /// - Throws: ``StoreError/inUse(path:byProcess:)``, ``StoreError/noLocks(path:lock:reason:)``, or
    ///   ``StoreError/notWritable(path:reason:)``.
    init(storePath: String) throws(StoreError) {
        let path = storePath + ".lock"
        do {
            // What it says is replaced, which must not be another file's content.
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
        // Who holds it is for the error message of the next one only, so a failed write does no harm.
        try? file.resize(to: 0)
        _ = try? file.writeAll(toAbsoluteOffset: 0, "\(SystemCalls.processID)\n".utf8)
    }

    /// Lets another writer in; may be called again.
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
