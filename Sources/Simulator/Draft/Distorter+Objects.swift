extension Distorter {
    /// Adds the objects of ``Distortion/twice``, `hoursToo`, `longReading` and `formerCustomer` to a page.
    func addObjects(to page: inout DraftPage) {
        let endpoint = page.endpoint
        page.objects = page.objects.flatMap { object -> [DraftObject] in
            guard meets(object) else { return [object] }
            switch dealt.distortion {
            case .twice: return [object, object]
            case .formerCustomer: return [formerCustomer(of: object), object]
            case .hoursToo where endpoint == .timeSeries && query.resolution == .quarter:
                let hours = hours(of: object)
                return dealt.turn.isMultiple(of: 2) ? [hours, object] : [object, hours]
            default: return [object]
            }
        }
    }

    private func formerCustomer(of object: DraftObject) -> DraftObject {
        var former = object
        let other = query.customerNumbers.first { $0 != object.object.customerNumber } ?? "199999"
        former.set(["customerNumber"], to: JSONText.string(other))
        former.set(["rateCode"], to: JSONText.string("16A"))
        former.rows = []
        return former
    }

    /// Sums the quarters of each whole hour.
    private func hours(of object: DraftObject) -> DraftObject {
        var hours = object
        hours.set(["settlement"], to: JSONText.string("MAN"))
        hours.rows = []
        var sum: Int64 = 0
        var quarters = 0
        for row in object.rows {
            if row.start % CivilTime.hour == 0 { (sum, quarters) = (0, 0) }
            guard case .millionths(let value) = row.value, row.end - row.start == CivilTime.quarter else { continue }
            sum += value
            quarters += 1
            guard row.end % CivilTime.hour == 0, quarters == 4 else { continue }
            var hour = row
            hour.start = row.end - CivilTime.hour
            hour.value = .millionths(sum)
            hour.effect = nil
            hours.rows.append(hour)
        }
        return hours
    }

    /// Puts bytes that are not good UTF-8 into a text of each affected object.
    func spoilTexts(of page: inout DraftPage, _ form: Distortion.BadText?) {
        let forms = form.map { [$0] } ?? Distortion.BadText.allCases
        for index in page.objects.indices where meets(page.objects[index]) {
            let form = forms[page.objects[index].object.index % forms.count]
            if form == .bom { page.hasByteOrderMark = true }
            let field = page.endpoint == .invoiced ? "property" : "rateCode"
            page.objects[index].change([field]) { $0.dropLast() + form.bytes + [UInt8(ascii: "\"")] }
            guard page.endpoint == .timeSeries else { continue }
            for row in page.objects[index].rows.indices {
                page.objects[index].rows[row].status.insert(contentsOf: form.bytes, at: 1)
            }
        }
    }
}

extension Distortion.BadText {
    /// The bytes inside a JSON string.
    fileprivate var bytes: [UInt8] {
        switch self {
        // The first byte of `ä` in UTF-8; all of `ä` in Latin-1.
        case .cut: [0xC3]
        case .latin1: [0xE4]
        case .surrogate: Array(#"\ud83d"#.utf8)
        case .bom: []
        }
    }
}
