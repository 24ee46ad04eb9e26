// Walks a page with simdjson's On-Demand reader, once and in the order of the bytes.
//
// A value of an unexpected type rejects only what depends on it; a text that is not JSON fails the whole page.

#include "CReadings.h"
#include "Columns.h"
#include "Rows.h"
#include "Text.h"
#include "Values.h"

#include <cmath>
#include <cstring>
#include <new>
#include <simdjson.h>
#include <string>

using namespace simdjson;
using namespace creadings;

static_assert(CREADINGS_PADDING >= SIMDJSON_PADDING, "the caller pads too little for this simdjson");

namespace {

template <typename Keys> class Reader {
public:
    Reader(Page &page, const creadings_options &options)
        : out(page), keeps_labels(options.keeps_labels != 0), rows(page, options) {}

    void read(ondemand::document &document) {
        bool found = false;
        for (auto field : document.get_object()) {
            std::string_view key = scalars.key(field);
            ondemand::value value = field.value();
            if (is_key(key, "consumptions")) {
                found = true;
                consumptions(value);
            } else if (is_key(key, "next")) {
                next(value);
            }
        }
        // Past the end there is no location (OUT_OF_BOUNDS); a location means trailing content.
        if (document.current_location().error() == SUCCESS) throw simdjson_error(TAPE_ERROR);
        if (!found) out.error = "it has no key \"consumptions\"";
    }

private:
    Page &out;
    const bool keeps_labels;
    Rows<Keys> rows;
    ScalarReader scalars;
    bool is_naming_effects = false;

    static bool is(ondemand::value value, ondemand::json_type wanted) { return ondemand::json_type(value.type()) == wanted; }

    void reject(int reason, size_t count = 1) { out.page.rejected[reason] += count; }

    void consumptions(ondemand::value value) {
        if (is(value, ondemand::json_type::null)) return;
        if (!is(value, ondemand::json_type::array)) {
            out.error = "its \"consumptions\" is not a list";
            return;
        }
        for (auto element : value.get_array()) {
            out.page.seen_objects++;
            ondemand::value object = element.value();
            if (is(object, ondemand::json_type::object)) {
                consumption(object);
            } else {
                reject(CREADINGS_MALFORMED);
            }
        }
    }

    void consumption(ondemand::value value) {
        creadings_object object{};
        object.customer_number = object.property = object.metering_point = object.installation_number = CREADINGS_NO_TEXT;
        object.delivery_category = object.settlement = object.rate_code = CREADINGS_NO_TEXT;
        object.subscribed_effect = NAN;
        object.first_reading = out.starts.size();
        object.first_effect = out.effects.size();
        size_t missing = out.page.missing, voids = out.page.voids;
        is_naming_effects = false;
        // Without category or direction its readings would form a separate series next to the right one.
        bool is_odd = false;
        for (auto field : value.get_object()) {
            std::string_view key = scalars.key(field);
            ondemand::value member = field.value();
            if (is_key(key, "reading")) {
                readings(member);
            } else if (is_key(key, "meteringpoint")) {
                Scalar text = scalars.scalar(member);
                object.metering_point = text.index(out.texts);
            } else if (is_key(key, "customernumber")) {
                object.customer_number = scalars.scalar(member).index(out.texts);
            } else if (is_key(key, "installationnumber")) {
                object.installation_number = scalars.scalar(member).index(out.texts);
            } else if (is_key(key, "deliverycategory")) {
                Scalar text = scalars.scalar(member);
                is_odd = is_odd || text.kind == Scalar::odd;
                object.delivery_category = text.index(out.texts);
            } else if (is_key(key, "settlement")) {
                object.settlement = scalars.scalar(member).index(out.texts);
            } else if (is_key(key, "ratecode")) {
                object.rate_code = scalars.scalar(member).index(out.texts);
            } else if (is_key(key, "property")) {
                object.property = scalars.scalar(member).index(out.texts);
            } else if (is_key(key, "microproduction")) {
                Scalar flag = scalars.scalar(member);
                is_odd = is_odd || flag.kind == Scalar::odd;
                object.microproduction = is_key(flag.view, "true") || flag.view == "1";
            } else if (is_key(key, "subscribedeffect")) {
                scalars.scalar(member).decimal(object.subscribed_effect);
            }
        }
        if (object.metering_point == CREADINGS_NO_TEXT || is_odd) {
            // Its readings belong to no metering point, including those without a value.
            size_t valued = out.starts.size() - object.first_reading - (out.page.voids - voids);
            size_t lost = valued + out.page.missing - missing;
            reject(is_odd ? CREADINGS_MALFORMED : CREADINGS_METERING_POINT, lost > 0 ? lost : 1);
            out.page.missing = missing;
            out.page.voids = voids;
            out.truncate(object);
            return;
        }
        object.readings = out.starts.size() - object.first_reading;
        object.effects = out.effects.size() - object.first_effect;
        object.names_effects = is_naming_effects;
        out.objects.push_back(object);
    }

    void readings(ondemand::value value) {
        if (is(value, ondemand::json_type::null)) return;
        if (!is(value, ondemand::json_type::array)) return reject(CREADINGS_MALFORMED);
        for (auto element : value.get_array()) {
            out.page.seen_readings++;
            ondemand::value object = element.value();
            if (is(object, ondemand::json_type::object)) {
                reading(object);
            } else {
                reject(CREADINGS_MALFORMED);
            }
        }
    }

    void reading(ondemand::value value) {
        Named named;
        size_t first_effect = out.effects.size();
        for (auto field : value.get_object()) {
            std::string_view key = scalars.key(field);
            ondemand::value member = field.value();
            if (is_key(key, Keys::start)) {
                bound(member, named.start);
            } else if (Keys::is_period && is_key(key, Keys::end)) {
                bound(member, named.end);
            } else if (is_key(key, Keys::value)) {
                named.value = scalars.scalar(member);
                named.has_value = true;
            } else if (is_key(key, Keys::status)) {
                named.status = scalars.scalar(member);
            } else if (is_key(key, Keys::unit)) {
                named.unit = scalars.scalar(member);
            } else if (is_key(key, "maxeffect")) {
                is_naming_effects = true;
                max_effect(member);
            }
        }
        if (!Keys::is_period) named.end = named.start;
        if (Keys::is_period) rows.make_whole(named);
        bool is_local = named.start.is_local || named.end.is_local;
        size_t row = out.starts.size();
        bool is_row = rows.take(named, is_local);
        for (size_t index = first_effect; index < out.effects.size(); index++) {
            creadings_effect &effect = out.effects[index];
            effect.start = named.start.is_there ? named.start.time : CREADINGS_NO_TIME;
            effect.is_start_local = named.start.is_local;
            effect.row = is_row ? row : CREADINGS_NO_ROW;
            is_local = is_local || effect.is_time_local;
        }
        if (is_local) out.page.zoneless++;
    }

    void bound(ondemand::value value, Bound &bound) {
        Scalar text = scalars.scalar(value);
        Time time;
        bound.is_there = text.time(time) && time.year >= 1970;
        if (!bound.is_there) return;
        bound.is_local = !time.has_zone;
        bound.time = rows.known(time);
        if (keeps_labels) bound.label = text.index(out.texts);
    }

    /// Appends a `MaxEffect`, unless it has no value or no date, or the date that means "never".
    void max_effect(ondemand::value value) {
        if (is(value, ondemand::json_type::null)) return;
        creadings_effect effect{CREADINGS_NO_TIME, CREADINGS_NO_TIME, CREADINGS_NO_ROW, 0, CREADINGS_NO_TEXT, 0, 0};
        Scalar date, amount;
        bool is_object = is(value, ondemand::json_type::object);
        if (!is_object && scalars.scalar(value).is_empty()) return;
        if (is_object) {
            for (auto field : value.get_object()) {
                std::string_view key = scalars.key(field);
                ondemand::value member = field.value();
                if (is_key(key, Keys::effect_time)) {
                    date = scalars.scalar(member);
                } else if (is_key(key, Keys::effect_value)) {
                    amount = scalars.scalar(member);
                } else if (is_key(key, Keys::effect_unit)) {
                    effect.unit = scalars.scalar(member).index(out.texts);
                }
            }
            if (amount.is_empty() || date.is_empty()) return;
        }
        Time time;
        bool has_time = date.time(time);
        if (has_time && (time.year < 2000 || time.year > 2100)) return;
        if (has_time && amount.decimal(effect.value)) {
            effect.time = rows.known(time);
            effect.is_time_local = !time.has_zone;
        } else {
            reject(CREADINGS_MAX_EFFECT);
        }
        out.effects.push_back(effect);
    }

    /// Reads `next`, and recognises the known marks of the last page.
    void next(ondemand::value value) {
        ondemand::json_type type = value.type();
        out.page.next_kind = CREADINGS_NEXT_ODD;
        out.next.clear();
        if (type == ondemand::json_type::object || type == ondemand::json_type::array) {
            bool is_object = type == ondemand::json_type::object;
            if (is_object ? is_empty(value.get_object()) : is_empty(value.get_array())) {
                out.page.next_kind = CREADINGS_NEXT_END;
            }
            return;
        }
        Scalar text = scalars.scalar(value);
        double number = 1;
        bool is_none = text.decimal(number) && (number == 0 || number == -1);
        if (text.is_empty() || is_none || is_key(text.view, "null") || is_key(text.view, "false")) {
            out.page.next_kind = CREADINGS_NEXT_END;
        } else if (text.kind == Scalar::text || text.kind == Scalar::number) {
            out.page.next_kind = CREADINGS_NEXT_TEXT;
            out.next = std::string(text.view);
        }
    }

    /// Counts while iterating, which leaves the reader after the value.
    template <typename Members> static bool is_empty(Members members) {
        bool is_empty = true;
        for (auto member : members) {
            if (member.error() != SUCCESS) throw simdjson_error(member.error());
            is_empty = false;
        }
        return is_empty;
    }
};

/// Reads well-formed JSON into an empty page.
template <typename Keys> void read_json(std::string_view json, const creadings_options &options, Page &page) {
    page.page.error_offset = -1;
    ondemand::parser parser;
    ondemand::document document;
    padded_string_view text(json.data(), json.size(), json.size() + CREADINGS_PADDING);
    error_code code = parser.iterate(text).get(document);
    if (code != SUCCESS) {
        page.error = error_message(code);
        return;
    }
    try {
        Reader<Keys>(page, options).read(document);
    } catch (const simdjson_error &error) {
        page.error = error.what();
        const char *location = nullptr;
        if (document.current_location().get(location) == SUCCESS && location != nullptr) {
            page.page.error_offset = location - json.data();
        }
    }
}

/// Returns a text with readable padding after it.
std::string_view padded(std::string &text) {
    size_t length = text.size();
    text.append(CREADINGS_PADDING, '\0');
    return {text.data(), length};
}

template <typename Keys> creadings_page *read_page(const uint8_t *bytes, size_t length, const creadings_options &options) {
    Page *page = nullptr;
    try {
        page = new Page();
        std::string_view json(reinterpret_cast<const char *>(bytes), length);
        // A byte order mark is not JSON (RFC 8259, 8.1), but some servers send one.
        while (json.substr(0, 3) == "\xEF\xBB\xBF") json.remove_prefix(3);
        std::string converted;
        if (is_utf16(json, converted)) {
            json = padded(converted);
            while (json.substr(0, 3) == "\xEF\xBB\xBF") json.remove_prefix(3);
        }
        read_json<Keys>(json, options, *page);
        if (!page->error.empty()) {
            // Only a page that cannot be read is searched for bytes that JSON forbids.
            std::string clean = well_formed(json);
            if (clean != json) {
                delete page;
                page = nullptr;
                page = new Page();
                read_json<Keys>(padded(clean), options, *page);
            }
        }
        page->publish();
        return &page->page;
    } catch (const std::bad_alloc &) {
        delete page;
        return nullptr;
    }
}

}  // namespace

creadings_page *creadings_page_read(const uint8_t *json, size_t length, creadings_options options) {
    return read_page<TimeSeriesKeys>(json, length, options);
}

creadings_page *creadings_invoiced_page_read(const uint8_t *json, size_t length, creadings_options options) {
    return read_page<InvoicedKeys>(json, length, options);
}

void creadings_page_free(creadings_page *page) {
    // `page` is the first member of Page, which has no virtual functions, so both have one address.
    delete reinterpret_cast<Page *>(page);
}
