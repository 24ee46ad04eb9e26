import Testing

@testable import HTTPServer

struct ConnectionRegistryTests {
    @Test func noConnectionIsEvictedWhileThereIsRoom() {
        var registry = ConnectionRegistry(capacity: 2)
        #expect(registry.add(1) == nil)
        #expect(registry.add(2) == nil)
        #expect(registry.count == 2)
    }

    @Test func theOldestConnectionIsEvictedIfNoneSentARequest() {
        var registry = ConnectionRegistry(capacity: 2)
        _ = registry.add(1)
        _ = registry.add(2)
        #expect(registry.add(3) == 1)
        #expect(registry.add(4) == 2)
        #expect(registry.count == 2)
    }

    @Test func aCompleteRequestProtectsAConnection() {
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

    @Test func aConnectionThatLeftMakesRoom() {
        var registry = ConnectionRegistry(capacity: 1)
        _ = registry.add(1)
        registry.remove(1)
        #expect(registry.add(2) == nil)
    }

    @Test func aRequestOfAConnectionThatLeftDoesNotEnterItAgain() {
        var registry = ConnectionRegistry(capacity: 1)
        registry.requestCompleted(7)
        #expect(registry.count == 0)
    }

    @Test func anEmptyRegistryEvictsNothing() {
        var registry = ConnectionRegistry(capacity: 0)
        #expect(registry.evict() == nil)
        #expect(registry.add(1) == nil)
    }
}
