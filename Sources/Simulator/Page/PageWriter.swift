import NIOCore

/// Writes a page as JSON in pieces, so that an answer of any size needs the memory of one piece.
struct PageWriter {
    /// The content of `next`.
    enum Next: Sendable, Hashable {
        case text(String)
        case number(Int)
        case end(PageForm.End)
        /// Any JSON, as given.
        case json(String)
    }

    /// The progress of the writer.
    private enum Position {
        case start
        case entry(Int)
        case readings(Int, quantity: Int, day: Int)
        case end
        case done
    }

    private let utility: SimulatedUtility
    private let plan: PagePlan
    private let next: Next
    private var position = Position.start
    private var template: ReadingTemplate?
    private var readings: DayReadings?
    /// The number of the current entry's readings that are done, written or skipped.
    private var passed = 0
    private var hasReading = false
    /// The number of readings written so far.
    private(set) var readingCount = 0

    init(_ utility: SimulatedUtility, _ plan: PagePlan, next: Next) {
        self.utility = utility
        self.plan = plan
        self.next = next
    }

    var isDone: Bool { if case .done = position { true } else { false } }

    /// Appends until the buffer holds at least `size` bytes or the page is complete; it may exceed `size` by 20 kB.
    mutating func write(into buffer: inout ByteBuffer, size: Int) {
        buffer.reserveCapacity(size + 20_000)
        while !isDone, buffer.readableBytes < size { step(&buffer) }
    }

    private mutating func step(_ buffer: inout ByteBuffer) {
        switch position {
        case .start:
            buffer.writeStaticString(#"{"consumptions":["#)
            position = .entry(0)
        case .entry(let index):
            guard index < plan.entries.count else {
                position = .end
                return
            }
            open(plan.entries[index].object, isFirst: index == 0, &buffer)
            passed = 0
            hasReading = false
            position = .readings(index, quantity: 0, day: 0)
        case .readings(let index, let quantity, let day):
            let entry = plan.entries[index]
            if day == 0 { begin(entry, quantity) }
            if day < plan.days.count {
                writeDay(entry, entry.quantities[quantity], plan.days[day], &buffer)
                position = .readings(index, quantity: quantity, day: day + 1)
            } else if quantity + 1 < entry.quantities.count {
                position = .readings(index, quantity: quantity + 1, day: 0)
            } else {
                close(entry.object, &buffer)
                position = .entry(index + 1)
            }
        case .end:
            buffer.writeStaticString("]")
            buffer.write(next)
            buffer.writeStaticString("}")
            position = .done
        case .done: break
        }
    }

    private mutating func begin(_ entry: PagePlan.Entry, _ quantity: Int) {
        let unit = entry.quantities[quantity] == .flow ? "m3" : entry.object.unit
        template = ReadingTemplate(entry.object, unit: unit)
    }

    private mutating func writeDay(
        _ entry: PagePlan.Entry, _ quantity: DayReadings.Quantity, _ day: CivilDay, _ buffer: inout ByteBuffer
    ) {
        if let rows = entry.rows, passed >= rows.upperBound { return }
        var readings = self.readings.take() ?? DayReadings(utility, entry.object, day, at: plan.now)
        readings.load(utility, entry.object, quantity, day, at: plan.now, plan.resolution)
        for slot in 0..<readings.slots where readings.isPresent(slot) {
            let start = readings.start(slot)
            guard start >= plan.from, start < plan.to else { continue }
            passed += 1
            if let rows = entry.rows, !rows.contains(passed - 1) { continue }
            if !hasReading { buffer.writeStaticString(#","reading":["#) }
            let effect = readings.maxEffect.flatMap { $0.slot == slot ? $0 : nil }
            template?.write(
                readings.value(slot), isEstimated: readings.isEstimated(slot), from: start,
                to: start + readings.slotLength, effect: effect, isFirst: !hasReading, into: &buffer)
            hasReading = true
            readingCount += 1
        }
        self.readings = readings
    }

    private func open(_ object: SimulatedObject, isFirst: Bool, _ buffer: inout ByteBuffer) {
        buffer.writeString(isFirst ? "{" : ",{")
        buffer.writeFields(of: object)
    }

    private func close(_ object: SimulatedObject, _ buffer: inout ByteBuffer) {
        if hasReading {
            buffer.writeStaticString("]}")
        } else {
            buffer.writeString(object.omitsEmptyReading ? "}" : #","reading":[]}"#)
        }
    }
}
