import Ground

/// Inspects the file system that a store lies on.
package enum StorePlace {
    /// Returns warnings about the place: a file system on which SQLite's locks or its shared memory fail or are not
    /// shared by all, or a store whose log lies somewhere else. Empty if there is no problem, or none can be detected.
    ///
    /// - Parameter path: the store's file, which need not exist.
    package static func warnings(path: String) -> [String] {
        guard let table = MountTable.current else { return [] }
        return warnings(path: path, table)
    }

    static func warnings(path: String, _ table: MountTable) -> [String] {
        let place = SystemCalls.resolved(path) ?? path
        let folder = existingFolder(of: place)
        guard let mount = table.mount(of: folder) else { return [] }
        var warnings = warning(ofFileSystem: mount.type, path).map { [$0] } ?? []
        if let own = table.mount(of: place), own.id != mount.id {
            warnings.append(
                """
                the store's file \(path) is mounted by itself: its log (-wal), through which readings reach it, and its lock \
                are beside it in \(folder), outside the mount. They are lost with the container, and another container does not \
                see the lock: mount the whole folder
                """)
            if let warning = warning(ofFileSystem: own.type, path), !warnings.contains(warning) {
                warnings.append(warning)
            }
        }
        return warnings
    }

    /// - Parameter type: the kernel's name of the file system.
    static func warning(ofFileSystem type: String, _ path: String) -> String? {
        let kind: String
        if networkTypes.contains(type) {
            kind = "a network or shared file system (\(type))"
        } else if type == "fuse" || type == "fuseblk" || type.hasPrefix("fuse.") || fuseTypes.contains(type) {
            kind = "a FUSE file system (\(type))"
        } else {
            return nil
        }
        return """
            the store \(path) is on \(kind): locks and shared memory, which keep a second writer out and readers right, often do \
            not work there, and readings can be lost or the store damaged. Put it on a local disk (storage.path)
            """
    }

    private static let networkTypes: Set<String> = [
        "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4",
        "orangefs", "pvfs2", "smb3", "smbfs",
    ]

    /// File systems that are backed by FUSE, or share a host's folders with a virtual machine.
    private static let fuseTypes: Set<String> = ["fakeowner", "prl_fs", "vboxsf", "virtiofs", "vmhgfs"]

    /// Returns the nearest existing folder on the path of a file.
    private static func existingFolder(of path: String) -> String {
        var folder = SystemCalls.folder(of: path)
        while folder != "/", folder != ".", !SmallFile.isFolder(folder) { folder = SystemCalls.folder(of: folder) }
        return folder
    }
}
