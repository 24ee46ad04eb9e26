import Ground
import SystemPackage

/// Checks that a store can be written, as `check-config --ping` does. It leaves nothing behind.
package enum StoreProbe {
    /// Opens the store's file, and creates and removes a file in its folder. If the folder is missing it checks the one
    /// above, because the exporter creates the store's own folder.
    ///
    /// - Parameter url: the configuration's `api.url`, which must be the API of the stored readings.
    /// - Throws: ``StoreError``
    package static func check(_ path: String, apiURL url: String) throws(StoreError) {
        do {
            try StoreFile.check(path)
            if let stored = try self.apiURL(path) { try StoreAPI.check(url, stored: stored, path: path) }
        } catch {
            throw StoreError(error, path: path)
        }
        let folder = FilePath(path).removingLastComponent()
        if SmallFile.isFolder(folder.string.isEmpty ? "." : folder.string) {
            try tryToWrite(in: folder, storeAt: path)
            try tryToOpen(path)
        } else {
            try tryToWrite(in: folder.removingLastComponent(), storeAt: path)
        }
    }

    private static func apiURL(_ path: String) throws -> String? {
        guard let status = try? Stat(path), status.size > 0 else { return nil }
        let file = try ReaderFile(path)
        defer { file.close() }
        return try file.read { try StoreAPI.url($0) }
    }

    private static func tryToWrite(in folder: FilePath, storeAt path: String) throws(StoreError) {
        let file = folder.appending(".oresundskraft-exporter-probe-\(SystemCalls.processID)")
        do {
            let descriptor = try FileDescriptor.open(
                file, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec], permissions: .ownerReadWrite)
            try? descriptor.close()
            try SystemCalls.remove(file.string)
        } catch Errno.noSuchFileOrDirectory where !SmallFile.isFolder(folder.string.isEmpty ? "." : folder.string) {
            throw StoreError.folder(path: folder.string, reason: "does not exist")
        } catch {
            throw StoreError.notWritable(path: path, reason: "its folder \(folder.string): \(error)")
        }
    }

    private static func tryToOpen(_ path: String) throws(StoreError) {
        guard SmallFile.exists(path) else { return }
        do {
            try FileDescriptor.open(path, .readWrite, options: [.closeOnExec]).close()
        } catch {
            throw StoreError.notWritable(path: path, reason: "\(error)")
        }
    }
}
