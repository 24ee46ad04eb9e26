import Ground
import SystemPackage

/// The stream to journald that systemd has set up for a service, from the environment's `JOURNAL_STREAM`:
/// `DEVICE:INODE`, both decimal (systemd.exec(5)).
///
/// The variable is inherited by processes whose standard error goes elsewhere, so the two must be compared.
struct JournalStream: Equatable {
    let device: UInt64
    let inode: UInt64

    init?(_ text: String?) {
        guard let parts = text?.split(separator: ":", omittingEmptySubsequences: false), parts.count == 2,
            let device = Self.number(parts[0]), let inode = Self.number(parts[1])
        else { return nil }
        self.device = device
        self.inode = inode
    }

    /// Reads digits only: `UInt64` would accept a sign too.
    private static func number(_ text: Substring) -> UInt64? {
        text.utf8.allSatisfy(\.isASCIIDigit) ? UInt64(text) : nil
    }

    /// Returns true if a descriptor leads to it.
    func isOpen(as descriptor: FileDescriptor) -> Bool {
        guard let status = try? descriptor.stat() else { return false }
        return UInt64(status.deviceID.rawValue) == device && UInt64(status.inode.rawValue) == inode
    }
}
