import Ground

/// The dates in a captured text, which `simulate --replay --shift` moves.
package enum CapturedDates {
    /// Moves every date from 2000 to 2099 by whole days, as in `2026-11-24T10:00:00Z` and `fromDate=2026-11-24`. The
    /// text around it stays: the time, its fraction and its zone. A time with a zone moves by that zone's clock.
    package static func moved(_ bytes: [UInt8], byDays days: Int) -> [UInt8] {
        guard days != 0 else { return bytes }
        var result = bytes
        var place = 0
        while place + 10 <= result.count {
            guard let date = date(result, place) else {
                place += 1
                continue
            }
            let moved = CivilDay(year: date.year, month: date.month, day: date.day) + days
            let text = Array(moved.description.utf8)
            if text.count == 10 { result.replaceSubrange(place..<place + 10, with: text) }
            place += 10
        }
        return result
    }

    private static func date(_ bytes: [UInt8], _ place: Int) -> (year: Int, month: Int, day: Int)? {
        guard bytes[place] == UInt8(ascii: "2"), bytes[place + 1] == UInt8(ascii: "0"),
            bytes[place + 4] == UInt8(ascii: "-"), bytes[place + 7] == UInt8(ascii: "-"),
            place == 0 || !isInNumber(bytes[place - 1]), place + 10 == bytes.count || !isInNumber(bytes[place + 10]),
            let year = number(bytes[place..<place + 4]), let month = number(bytes[place + 5..<place + 7]),
            let day = number(bytes[place + 8..<place + 10]), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        return (year, month, day)
    }

    private static func isInNumber(_ byte: UInt8) -> Bool { byte.isASCIIDigit || byte == UInt8(ascii: "-") }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        bytes.allSatisfy(\.isASCIIDigit) ? Int(String(decoding: bytes, as: UTF8.self)) : nil
    }
}

extension RawAnswer {
    /// Returns the answer as it would have been on another day.
    package func moved(byDays days: Int) -> RawAnswer {
        var answer = self
        answer.target = String(decoding: CapturedDates.moved(Array(target.utf8), byDays: days), as: UTF8.self)
        answer.body = CapturedDates.moved(body, byDays: days)
        return answer
    }
}
