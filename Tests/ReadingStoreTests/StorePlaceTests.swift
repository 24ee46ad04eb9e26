import Foundation
import Ground
import Testing

@testable import ReadingStore

struct StorePlaceTests {
    @Test(arguments: ["nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "fuse.glusterfs", "lustre", "afs"])
    func aNetworkFileSystemIsAWarning(type: String) throws {
        let warning = try #require(StorePlace.warning(ofFileSystem: type, "/data/readings.sqlite"))
        #expect(warning.contains("/data/readings.sqlite") && warning.contains("(\(type))"))
        #expect(warning.contains("local disk"))
    }

    @Test(arguments: ["fuse", "fuseblk", "fuse.sshfs", "fuse.shfs", "fuse.mergerfs", "virtiofs", "vboxsf"])
    func aFUSEFileSystemIsAWarning(type: String) throws {
        #expect(try #require(StorePlace.warning(ofFileSystem: type, "/s")).contains("FUSE file system (\(type))"))
    }

    @Test(arguments: ["ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "f2fs", "fusectl"])
    func aLocalFileSystemIsNotAWarning(type: String) {
        #expect(StorePlace.warning(ofFileSystem: type, "/s") == nil)
    }

    /// The mount that a real folder lies in, given another type: a store that does not exist there yet gets the warning too.
    @Test func theFolderIsCheckedIfThereIsNoStoreYet() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let own = try #require(MountTable.current?.mount(of: folder))
        let table = MountTable("\(own.id) 1 0:40 / \(own.path) rw,relatime shared:1 - nfs4 server:/share rw\n")
        let warnings = StorePlace.warnings(path: folder + "/not/there/readings.sqlite", table)
        #expect(warnings.count == 1 && warnings[0].contains("(nfs4)"))
        #expect(StorePlace.warnings(path: folder + "/readings.sqlite", MountTable("")).isEmpty)
    }
}
