/// Distorts drafted pages of one answer.
struct Distorter {
    let utility: SimulatedUtility
    let query: TimeSeriesQuery
    let now: Int64
    let dealt: DealtDistortion

    /// Changes a page as the distortion says.
    func distort(_ page: inout DraftPage) {
        switch dealt.distortion {
        case .twice, .hoursToo, .formerCustomer: addObjects(to: &page)
        case .badText(let form): spoilTexts(of: &page, form)
        default:
            for index in page.objects.indices {
                distort(&page.objects[index], page.endpoint)
            }
        }
    }

    private func distort(_ object: inout DraftObject, _ endpoint: SimulatedEndpoint) {
        switch dealt.distortion {
        case .unitSpelling, .unitChange, .unitMissing, .withdrawn, .lateCorrection, .redated, .credited:
            distortRows(of: &object, endpoint)
        case .withoutZone(let clock) where meets(object): object.clock = .unnamed(clock)
        case .newestFirst where meets(object): object.isNewestFirst = true
        case .shortEnd(let milliseconds) where meets(object):
            for row in object.rows.indices { object.rows[row].end -= milliseconds }
        case .provisional(let ahead) where meets(object) && endpoint == .timeSeries:
            addProvisional(to: &object, until: now + ahead)
        case .defaultDate where meets(object):
            for row in object.rows.indices { object.rows[row].effect = .never }
        case .nullFacts(let from) where meets(object) && now >= from ?? .min:
            object.set(["installationNumber", "settlement", "subscribedEffect", "rateCode"], to: JSONText.null)
        case .longReading(let length) where meets(object) && endpoint == .timeSeries:
            addLongReading(to: &object, length)
        case .padded where meets(object): pad(&object)
        case .zeros where meets(object):
            object.change(["customerNumber"]) { [$0[0]] + Array("0000".utf8) + $0.dropFirst() }
        case .began(_, let time):
            let began = dealt.distortion.beginning(time, now)
            object.rows.removeAll { $0.start < began }
        default: break
        }
    }

    /// Returns true if the object belongs to the affected share.
    func meets(_ object: DraftObject) -> Bool { meets(object, on: 0) }

    /// Returns true if a part of the object, such as one day, belongs to the affected share.
    func meets(_ object: DraftObject, on part: Int64) -> Bool {
        utility.hash.happens(.distortion, dealt.share, key(object), part)
    }

    /// Draws one of several choices for a part of an object, by the seed.
    func choice<Choice>(_ choices: [Choice], _ object: DraftObject, on part: Int64) -> Choice {
        choices[utility.hash.below(choices.count, .distortion, ~key(object), part)]
    }

    private func key(_ object: DraftObject) -> Int64 { Int64(object.object.index) * 1000 + Int64(dealt.rule) }

    private func addProvisional(to object: inout DraftObject, until: Int64) {
        // Every clock here is whole hours ahead of UTC, so its hours and quarters begin with those of UTC.
        let length = utility.resolution(asked: query.resolution).length
        var start = max(query.from, CivilTime.floorDivide(now, length) * length)
        start = CivilTime.floorDivide(start + length - 1, length) * length
        while start < min(query.to, until) {
            object.rows.append(
                DraftRow(
                    SimulatedReading(
                        start: start, end: start + length, thousandths: 0, status: "Missing", unit: object.object.unit,
                        maxEffect: nil)))
            start += length
        }
    }

    private func addLongReading(to object: inout DraftObject, _ length: Int64) {
        guard let end = object.rows.last?.end else { return }
        object.rows.append(
            DraftRow(
                SimulatedReading(
                    start: end - length, end: end, thousandths: 1_200_000, status: SimulatedReading.estimated,
                    unit: object.object.unit, maxEffect: nil)))
    }

    private func pad(_ object: inout DraftObject) {
        let codes: Set = [
            "customerNumber", "meteringPoint", "installationNumber", "deliveryCategory", "settlement", "rateCode",
        ]
        func padded(_ json: [UInt8]) -> [UInt8] {
            json.first == UInt8(ascii: "\"") ? json.dropLast() + Array("  \"".utf8) : json
        }
        object.change(codes, padded)
        for row in object.rows.indices {
            object.rows[row].unit = object.rows[row].unit.map(padded)
            object.rows[row].status = padded(object.rows[row].status)
        }
    }
}

extension Distortion {
    /// Returns the time before which the API has no data.
    func beginning(_ time: Int64?, _ now: Int64) -> Int64 {
        time ?? (CivilTime.utcDay(of: now) - 20) * CivilTime.day
    }
}

extension DraftRow.Effect {
    /// The default of a date field that was never set: 1 January of year 1.
    fileprivate static var never: DraftRow.Effect {
        DraftRow.Effect(
            timeJSON: JSONText.string("0001-01-01T00:00:00Z"), time: 0, millionths: 0, unit: JSONText.null)
    }
}
