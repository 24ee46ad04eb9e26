import Testing

@testable import HTTPServer

@Suite struct ConnectionRegistryTests {
    @Test func `nobody goes while there is room`() {
        var registry = ConnectionRegistry(capacity: 2)
        #expect(registry.add(1) == nil)
        #expect(registry.add(2) == nil)
        #expect(registry.count == 2)
    }

    @Test func `the one that came first goes where none sent a request`() {
        var registry = ConnectionRegistry(capacity: 2)
        _ = registry.add(1)
        _ = registry.add(2)
        #expect(registry.add(3) == 1)
        #expect(registry.add(4) == 2)
        #expect(registry.count == 2)
    }

    @Test func `a complete request saves a connection`() {
        var registry = ConnectionRegistry(capacity: 3)
        for id in 1...3 as ClosedRange<UInt64> {
            _ = registry.add(id)
        }
        registry.requestCompleted(1)
        #expect(registry.add(4) == 2)
        registry.requestCompleted(3)
        #expect(registry.add(5) == 1)
        #expect(registry.add(6) == 4)
    }

    @Test func `a connection that left makes room`() {
        var registry = ConnectionRegistry(capacity: 1)
        _ = registry.add(1)
        registry.remove(1)
        #expect(registry.add(2) == nil)
    }

    @Test func `a request of a connection that left does not enter it again`() {
        var registry = ConnectionRegistry(capacity: 1)
        registry.requestCompleted(7)
        #expect(registry.count == 0)
    }

    @Test func `an empty registry has nobody to evict`() {
        var registry = ConnectionRegistry(capacity: 0)
        #expect(registry.evict() == nil)
        #expect(registry.add(1) == nil)
    }
}
