import Metering
import Polling
import ReadingStore
import Synchronization

/// A snapshot's families for customer groups, as bytes. They are rendered once, when a group is first scraped.
///
/// A meter can belong to several groups, and no line may occur twice in an answer. So the meters are divided into
/// pieces, each with the meters that exactly the same groups share; a group consists of every piece it shares.
package final class GroupFamilies: Sendable {
    /// Names of the groups that share a piece.
    private typealias Sharers = Set<String>

    private let input: SnapshotInput
    private let names: Set<String>
    private let render: @Sendable (SnapshotInput) throws -> RenderedFamilies
    private let state = Mutex(State())

    private struct State {
        /// Nil until a group is scraped.
        var sharers: [MeterID: Sharers]?
        var pieces: [Sharers: Task<RenderedFamilies, any Error>] = [:]
    }

    /// - Parameter render: renders a part of the input: the families whose lines belong to a meter or a group.
    package init(_ input: SnapshotInput, render: @escaping @Sendable (SnapshotInput) throws -> RenderedFamilies) {
        self.input = input
        self.render = render
        names = Set(input.settings.groups.map(\.name))
    }

    /// Returns the pieces of some groups, always in the same order.
    ///
    /// - Throws: ``UnknownGroup``, or `RenderedFamilies.Failure` or `GzipError` if they cannot be rendered.
    func pieces(of groups: Set<String>) async throws -> [RenderedFamilies] {
        if let unknown = groups.subtracting(names).min() { throw UnknownGroup(name: unknown) }
        let tasks = state.withLock { state in
            let sharers = state.sharers ?? GroupScope.groups(of: input.contents.meters, input.settings.groups)
            state.sharers = sharers
            let all = Set(sharers.values).union(names.map { [$0] }).filter { !$0.isDisjoint(with: groups) }
            return all.sorted { $0.sorted().lexicographicallyPrecedes($1.sorted()) }.map { one in
                if let known = state.pieces[one] { return known }
                let task = Task { [input, render] in try render(input.part(of: one, sharers)) }
                state.pieces[one] = task
                return task
            }
        }
        var rendered: [RenderedFamilies] = []
        for task in tasks { rendered.append(try await task.value) }
        return rendered
    }
}

/// A customer group that the configuration does not name.
package struct UnknownGroup: Error, Hashable {
    package let name: String
}

extension SnapshotInput {
    /// Returns the part that exactly some groups have in common; lines about a group itself are that group's alone.
    ///
    /// - Parameter sharers: the groups of each meter.
    fileprivate func part(of groups: Set<String>, _ sharers: [MeterID: Set<String>]) -> SnapshotInput {
        var part = self
        func isShared(_ meter: MeterID) -> Bool { sharers[meter] == groups }
        var contents = contents
        contents.meters.removeAll { !isShared($0.id) }
        contents.series.removeAll { !isShared($0.id.meter) }
        part.contents = contents
        part.invoices.series.removeAll { !isShared($0.id.meter) }
        part.invoices.maxEffects.removeAll { !isShared($0.id.meter) }
        for endpoint in part.polls.keys {
            part.polls[endpoint]?.newest?.groups.removeAll { groups != [$0.group] }
        }
        return part
    }
}
