import Foundation
import Ground

extension ZoneClock {
    /// Creates the clock of a zone that Foundation knows, from 1970 on; nil for an unknown zone.
    init?(inFoundation name: String) {
        guard let zone = TimeZone(identifier: name) else { return nil }
        func offset(at time: Date) -> Int64 { Int64(zone.secondsFromGMT(for: time)) * 1000 }
        var time = Date(timeIntervalSince1970: 0)
        let first = offset(at: time)
        let end = Date(
            timeIntervalSince1970: Double(CivilDay(year: Self.lastYear + 1, month: 1, day: 1).number) * 86_400)
        var changes: [Change] = []
        while let next = zone.nextDaylightSavingTimeTransition(after: time), next < end {
            changes.append(Change(from: Int64(next.timeIntervalSince1970) * 1000, offset: offset(at: next)))
            time = next
        }
        self.init(offset: first, changes: changes)
    }
}
