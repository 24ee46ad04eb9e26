import Testing

@testable import Ground

struct MountTableTests {
    @Test func aLineIsReadWithAnyNumberOfOptionalFields() {
        let table = MountTable(
            """
            36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 shared:7 - ext3 /dev/root rw,errors=continue
            37 35 0:40 / /srv/with\\040blank\\134and\\011tab rw - fuse.sshfs host:/folder rw
            38 35 0:41 / /no/type rw -
            nonsense

            """)
        #expect(table.mount(36) == MountTable.Mount(id: 36, path: "/mnt2", type: "ext3"))
        #expect(
            table.mount(37) == MountTable.Mount(id: 37, path: "/srv/with blank\\and\ttab", type: "fuse.sshfs"))
        #expect(table.mount(38) == nil)
    }

    @Test func theMountOfAPathIsTheKernels() throws {
        let table = try #require(MountTable.current)
        #expect(table.mount(of: "/proc")?.type == "proc")
        #expect(table.mount(of: "/proc/self/status")?.path == "/proc")
        #expect(table.mount(of: "/not/there") == nil)
    }
}
