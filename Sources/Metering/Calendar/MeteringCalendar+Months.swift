package import Ground

extension MeteringCalendar {
    /// Puts what has dates together by civil month. Several invoices of one month are its parts: a customer who moved.
    ///
    /// - Parameter parts: in order of their dates.
    /// - Returns: the months in order, none of them empty.
    package func byMonth<Part>(
        _ parts: [Part], date: (Part) -> Timestamp
    ) -> [(month: CivilMonth, parts: ArraySlice<Part>)] {
        var months: [(month: CivilMonth, parts: ArraySlice<Part>)] = []
        for index in parts.indices {
            let month = month(of: date(parts[index]))
            let start = months.last?.month == month ? months.removeLast().parts.startIndex : index
            months.append((month, parts[start...index]))
        }
        return months
    }
}
