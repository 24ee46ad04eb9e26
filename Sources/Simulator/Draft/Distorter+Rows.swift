extension Distorter {
    /// Distorts the rows of the days, or months, that belong to the affected share.
    func distortRows(of object: inout DraftObject, _ endpoint: SimulatedEndpoint) {
        let original = object
        func part(_ row: DraftRow) -> Int64 { CivilTime.utcDay(of: row.start) }
        func isMet(_ row: DraftRow) -> Bool { meets(original, on: part(row)) }
        switch dealt.distortion {
        case .unitSpelling:
            change(&object.rows, isMet) { $0.unit = spelling($0.unit, original, part($0)) }
        case .unitMissing:
            let forms = [JSONText.null, JSONText.string(""), JSONText.string("  "), nil]
            change(&object.rows, isMet) { $0.unit = choice(forms, original, on: part($0)) }
        case .unitChange(let unit, let at):
            let time = at ?? (CivilTime.utcDay(of: now) - 10) * CivilTime.day
            guard meets(object), object.object.unit == "kWh" else { return }
            change(&object.rows, { $0.start >= time && $0.unit == JSONText.string("kWh") }) { $0.convert(to: unit) }
        case .withdrawn(let age) where endpoint == .timeSeries:
            let forms = [JSONText.null, JSONText.string(""), JSONText.string("  ")]
            change(&object.rows, { isMet($0) && isSpike($0, original, part($0)) }) { row in
                if now >= row.end + age {
                    row.value = .json(choice(forms, original, on: part(row)))
                } else {
                    row.scale(100, over: 1)
                }
            }
        case .lateCorrection(let age) where endpoint == .timeSeries:
            change(&object.rows, { isMet($0) && now < $0.end + age }) { $0.scale(6, over: 5) }
        case .redated where endpoint == .invoiced:
            change(&object.rows, isMet) { row in
                row.start += 27 * CivilTime.day
                row.scale(24, over: 25)
                row.status = JSONText.string("Corrected")
            }
        case .credited where endpoint == .invoiced:
            object.rows = object.rows.flatMap { isMet($0) ? credit($0) : [$0] }
        default: break
        }
    }

    private func change(_ rows: inout [DraftRow], _ isMet: (DraftRow) -> Bool, _ change: (inout DraftRow) -> Void) {
        for index in rows.indices where isMet(rows[index]) { change(&rows[index]) }
    }

    /// Returns true if a reading lies in the day's hour of wrong values.
    private func isSpike(_ row: DraftRow, _ object: DraftObject, _ day: Int64) -> Bool {
        (row.start - day * CivilTime.day) / CivilTime.hour == choice(Array(0..<24), object, on: day)
    }

    private func credit(_ row: DraftRow) -> [DraftRow] {
        guard case .millionths = row.value else { return [row] }
        var credit = row
        credit.scale(-1, over: 1)
        credit.status = JSONText.string("Credited")
        var new = row
        new.scale(24, over: 25)
        return [row, credit, new]
    }

    private func spelling(_ unit: [UInt8]?, _ object: DraftObject, _ part: Int64) -> [UInt8]? {
        let spellings =
            switch unit {
            case JSONText.string("kWh"): ["KWH", "kWh ", " kwh", "Kwh", "KWh"]
            case JSONText.string("m3"): ["m³", "M3", "m3 ", "M³"]
            default: [String]()
            }
        return spellings.isEmpty ? unit : JSONText.string(choice(spellings, object, on: part))
    }
}

extension DraftRow {
    /// Converts the value to another energy unit, to six decimals.
    fileprivate mutating func convert(to unit: Distortion.LargerUnit) {
        switch unit {
        case .megawattHours: scale(1, over: 1000)
        case .gigajoules: scale(36, over: 10_000)
        }
        self.unit = JSONText.string(unit.rawValue)
    }
}
