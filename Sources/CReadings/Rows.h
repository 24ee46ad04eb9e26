// Turns a reading's members into a row, or counts the reason for rejecting it.
#ifndef CREADINGS_ROWS_H
#define CREADINGS_ROWS_H

#include "Columns.h"
#include "Values.h"

#include <limits>

namespace creadings {

/// The longest billing period; a longer one is a fault.
inline const int64_t longest_period_ms = INT64_C(400) * 86'400'000;

/// The value of a row whose value is null in the JSON.
inline const double null_value = std::numeric_limits<double>::quiet_NaN();
/// The value of a row that only keeps its place.
inline const double no_value = std::numeric_limits<double>::infinity();

/// The names of a reading's keys, in lower case.
struct TimeSeriesKeys {
    static constexpr bool is_period = true;
    static constexpr std::string_view start = "ps", end = "md", value = "va", status = "st", unit = "un";
    static constexpr std::string_view effect_time = "rd", effect_value = "va", effect_unit = "un";
};

/// An invoiced value has a date in place of a period.
struct InvoicedKeys {
    static constexpr bool is_period = false;
    static constexpr std::string_view start = "readingdate", end = "", value = "value", status = "status", unit = "unit";
    static constexpr std::string_view effect_time = "readingdate", effect_value = "value", effect_unit = "unit";
};

/// One bound of a period.
struct Bound {
    bool is_there = false, is_local = false;
    int64_t time = 0;
    uint32_t label = CREADINGS_NO_TEXT;
};

/// The members of a reading that may become a row.
struct Named {
    Bound start, end;
    bool has_value = false;
    Scalar value, status, unit;
};

template <typename Keys> class Rows {
public:
    Rows(Page &page, const creadings_options &options)
        : out(page), options(options), keeps_marks(options.keeps_local_times != 0 || options.keeps_labels != 0) {}

    /// Makes a row of a reading, or counts the reason for rejecting it.
    bool take(const Named &named, bool is_local) {
        double number = 0;
        if (named.value.is_empty()) {
            out.page.missing++;
            return take_empty(named, is_local);
        }
        if (!named.start.is_there || !named.end.is_there) return reject(CREADINGS_TIME), false;
        if (!is_period(named, is_local)) return reject(CREADINGS_PERIOD), false;
        if (!named.value.decimal(number)) return reject(CREADINGS_VALUE), false;
        if (named.unit.kind != Scalar::text && named.unit.kind != Scalar::none) return reject(CREADINGS_UNIT), false;
        push(named, number);
        if (out.units.back() == uint32_t(CREADINGS_NO_TEXT)) out.page.unitless++;
        return true;
    }

    /// Returns the time that is meant, as far as the options tell.
    int64_t known(const Time &time) const { return time.milliseconds - (time.has_zone ? 0 : options.zoneless_offset); }

    /// Some APIs name the last second or millisecond of a period as its end.
    static void make_whole(Named &named) {
        const int64_t minute = 60'000;
        if (!named.start.is_there || !named.end.is_there) return;
        int64_t rest = named.end.time % minute;
        if (rest >= minute - 1000 && named.start.time % minute == 0) named.end.time += minute - rest;
    }

private:
    Page &out;
    const creadings_options options;
    const bool keeps_marks;

    /// Makes a row of a period without a value. If the key of the value is absent too, the row only keeps its place in the
    /// order, which distinguishes the times of a repeated hour.
    bool take_empty(const Named &named, bool is_local) {
        bool is_named = named.start.is_there && named.end.is_there && is_period(named, is_local);
        bool has_unit = named.unit.kind == Scalar::text || named.unit.kind == Scalar::none;
        bool keeps_place = options.keeps_local_times != 0 && named.start.is_local;
        if (!is_named || !has_unit || !(named.has_value || keeps_place)) return false;
        push(named, named.has_value ? null_value : no_value);
        out.page.voids++;
        return true;
    }

    /// Returns true if the bounds are a period, as far as can be told before the times without a zone are known.
    bool is_period(const Named &named, bool is_local) const {
        if (!Keys::is_period || (is_local && options.keeps_local_times != 0)) return true;
        int64_t start = named.start.time, end = named.end.time;
        return end > start && end - start <= longest_period_ms;
    }

    void push(const Named &named, double number) {
        out.starts.push_back(named.start.time);
        out.ends.push_back(named.end.time);
        out.values.push_back(number);
        out.statuses.push_back(named.status.index(out.texts));
        out.units.push_back(named.unit.index(out.texts));
        if (!keeps_marks) return;
        int marks = (named.start.is_local ? CREADINGS_LOCAL_START : 0) | (named.end.is_local ? CREADINGS_LOCAL_END : 0);
        out.marks.push_back(static_cast<uint8_t>(marks));
        if (options.keeps_labels == 0) return;
        out.start_labels.push_back(named.start.label);
        out.end_labels.push_back(named.end.label);
    }

    void reject(int reason) { out.page.rejected[reason]++; }
};

}  // namespace creadings

#endif
