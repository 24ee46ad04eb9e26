// Reads one page of the utility's answer with simdjson and lays its readings out in columns.
//
// A C interface over C++, so that Swift imports it as it imports any C library. All memory belongs to the page and lives
// until creadings_page_free.
#ifndef CREADINGS_H
#define CREADINGS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// Bytes that must be readable after the JSON text; their content does not matter (simdjson's SIMDJSON_PADDING).
enum { CREADINGS_PADDING = 64 };

/// Index of a text that the answer does not carry.
enum { CREADINGS_NO_TEXT = UINT32_MAX };

/// A time that the answer does not carry.
static const int64_t CREADINGS_NO_TIME = INT64_MIN;

/// A row that the answer does not carry.
static const size_t CREADINGS_NO_ROW = PTRDIFF_MAX;

/// The reasons for rejecting a reading, as indices into creadings_page.rejected.
enum {
    CREADINGS_MALFORMED,
    CREADINGS_METERING_POINT,
    CREADINGS_TIME,
    CREADINGS_PERIOD,
    CREADINGS_VALUE,
    CREADINGS_UNIT,
    CREADINGS_MAX_EFFECT,
    CREADINGS_REASONS
};

/// The form of `next`.
enum { CREADINGS_NEXT_END, CREADINGS_NEXT_TEXT, CREADINGS_NEXT_ODD };

/// The bounds of a row's period without a zone, as bits of creadings_page.marks.
enum { CREADINGS_LOCAL_START = 1, CREADINGS_LOCAL_END = 2 };

typedef struct {
    /// The offset of times without a zone, in milliseconds ahead of UTC.
    int64_t zoneless_offset;
    /// 1 takes times without a zone as UTC and marks them: the caller works out the real times, and the periods that are
    /// invalid. Readings without the key of their value then have a row, to keep their place in the order.
    int32_t keeps_local_times;
    /// 1 keeps marks and the texts of the periods' bounds.
    int32_t keeps_labels;
} creadings_options;

/// One element of `consumptions`. Texts are indices into creadings_page.texts, or CREADINGS_NO_TEXT.
typedef struct {
    uint32_t customer_number, property, metering_point, installation_number, delivery_category, settlement, rate_code;
    /// NaN where absent.
    double subscribed_effect;
    /// 1 true, 0 false or absent.
    uint32_t microproduction;
    /// 1 if any of its readings has the key `MaxEffect`.
    uint32_t names_effects;
    /// Its readings are rows first_reading ..< first_reading + readings, its effects likewise.
    size_t first_reading, readings, first_effect, effects;
} creadings_object;

/// A `MaxEffect`: milliseconds since the epoch, value, unit as index of a text or CREADINGS_NO_TEXT.
typedef struct {
    /// CREADINGS_NO_TIME if it cannot be read.
    int64_t time;
    /// The start of its reading, or CREADINGS_NO_TIME if the reading has none.
    int64_t start;
    /// The row of that reading, or CREADINGS_NO_ROW if it has none.
    size_t row;
    double value;
    uint32_t unit;
    /// 1 if `time` or `start` has no zone.
    uint32_t is_time_local, is_start_local;
} creadings_effect;

typedef struct {
    const char *bytes;
    size_t length;
} creadings_text;

typedef struct {
    /// NULL if the page was read; else the error, and nothing below is valid.
    const char *_Nullable error;
    /// The byte offset of the error, or -1.
    int64_t error_offset;

    const creadings_text *_Nullable texts;
    size_t text_count;
    const creadings_object *_Nullable objects;
    size_t object_count;

    /// Columns of all readings: milliseconds since the epoch, value, text indices. A period whose value is null has NaN,
    /// and a row that only keeps its place has infinity; a value in the JSON is never either. The caller may write to
    /// starts, ends and values.
    int64_t *_Nullable starts;
    int64_t *_Nullable ends;
    double *_Nullable values;
    const uint32_t *_Nullable statuses;
    const uint32_t *_Nullable units;
    size_t reading_count;
    /// NULL if the options ask for none.
    const uint8_t *_Nullable marks;
    const uint32_t *_Nullable start_labels;
    const uint32_t *_Nullable end_labels;

    creadings_effect *_Nullable effects;
    size_t effect_count;

    /// Elements of `consumptions` and of all `reading`, accepted or not: the count that a page size limits.
    size_t seen_objects, seen_readings;
    /// Readings whose value is null, "" or absent.
    size_t missing;
    /// Rows whose value is NaN or infinity.
    size_t voids;
    /// Readings with a time without a zone, and rows without a unit, including those of rejected objects.
    size_t zoneless, unitless;
    size_t rejected[CREADINGS_REASONS];

    int32_t next_kind;
    /// `next` as text, numbers too; valid for CREADINGS_NEXT_TEXT and, as far as it has a text, CREADINGS_NEXT_ODD.
    creadings_text next;
} creadings_page;

/// Reads a page of time series (`ps`, `md`, `va`, `st`, `un`, `MaxEffect`), keys without regard to case.
///
/// Texts are trimmed. Bytes that are not UTF-8 are replaced one by one; UTF-16 is read too.
/// json[length ..< length + CREADINGS_PADDING] must be readable. Returns NULL only if memory has run out.
creadings_page *_Nullable creadings_page_read(const uint8_t *json, size_t length, creadings_options options);

/// Reads a page of invoiced values (`readingDate`, `value`, `status`, `unit`, `MaxEffect`), by the same rules. The columns
/// starts and ends both hold the reading's date.
creadings_page *_Nullable creadings_invoiced_page_read(const uint8_t *json, size_t length, creadings_options options);

void creadings_page_free(creadings_page *page);

/// Returns 1 if a text is JSON with a message in words: a string, or an object with a string in it.
///
/// json[length ..< length + CREADINGS_PADDING] must be readable.
int creadings_is_message(const uint8_t *json, size_t length);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
