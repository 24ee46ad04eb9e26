/// A condition that did not come true before its deadline.
package struct NeverHappened: Error, CustomStringConvertible {
    package let description: String
}

/// Waits until `condition` is true, checking it again after short pauses.
///
/// - Parameters:
///   - what: the condition in words for the error, for example "the page names the metering point".
///   - deadline: long by default, as the machine may be busy; a passing test does not wait for it.
/// - Throws: ``NeverHappened`` at the deadline, and any error of `condition`.
package func eventually(
    _ what: String, within deadline: Duration = .seconds(120), isolation: isolated (any Actor)? = #isolation,
    _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + deadline
    while try await !condition() {
        guard ContinuousClock.now < end else { throw NeverHappened(description: "not within \(deadline): \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
