#include "intake/mapping.hpp"

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>

#include "core/errors.hpp"
#include "core/nearest.hpp"
#include "core/number.hpp"
#include "core/period.hpp"
#include "intake/dates.hpp"

namespace dmp::intake {

using catalogue::ColumnKind;

namespace {

constexpr std::size_t kNotThere = static_cast<std::size_t>(-1);
constexpr std::size_t kUnpivotedName = static_cast<std::size_t>(-2);    ///< the name of the group
constexpr std::size_t kUnpivotedCell = static_cast<std::size_t>(-1000);  ///< plus i: the cell of the i-th entry of value_to

/// Values are shown in messages cut short and without line breaks.
std::string shown(std::string_view text) {
  std::string cut(text.substr(0, 60));
  for (char& c : cut)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return cut + (text.size() > 60 ? "..." : "");
}

bool one_of(std::string_view text, const std::vector<std::string>& markers) {
  return std::find(markers.begin(), markers.end(), text) != markers.end();
}

engine::ColumnType stored_type(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::integer: return engine::ColumnType::integer;
    case ColumnKind::number:
    case ColumnKind::money:
    case ColumnKind::measure: return engine::ColumnType::number;
    case ColumnKind::boolean: return engine::ColumnType::boolean;
    case ColumnKind::date:
    case ColumnKind::month: return engine::ColumnType::date;
    case ColumnKind::timestamp: return engine::ColumnType::timestamp;
    default: return engine::ColumnType::text;
  }
}

std::string normalised_identity(std::string_view text, catalogue::PseudonymRule rule) {
  std::string normal;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (rule) {
      case catalogue::PseudonymRule::exact: normal += c; break;
      case catalogue::PseudonymRule::digits:
        if (std::isdigit(byte)) normal += c;
        break;
      case catalogue::PseudonymRule::name:
        if (std::isalnum(byte) || byte >= 0x80) normal += static_cast<char>(std::tolower(byte));
        break;
    }
  }
  return normal;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string low(text);
  for (char& c : low) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return low;
}

std::string folded_header(std::string_view cell) {
  std::string folded;
  for (const char c : cell) {
    if (std::isspace(static_cast<unsigned char>(c))) {
      if (!folded.empty() && folded.back() != ' ') folded += ' ';
    } else {
      folded += c;
    }
  }
  if (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

/// One canonical column bound to the columns of one file.
struct Mapping::Bound {
  const catalogue::ColumnDefinition* column = nullptr;
  const catalogue::ColumnMapping* mapping = nullptr;   ///< null: the source does not give the column
  std::size_t slot = 0;
  std::vector<std::size_t> from;                       ///< indexes into the record; several only where joined
  std::optional<std::string> constant;
  std::unordered_map<std::string, std::string> map;    ///< lower-case text to value
  std::unordered_map<std::string, std::string> allowed;  ///< for codes: lower-case to the allowed spelling
  std::optional<std::regex> pattern;
  bool each_row = false;

  [[nodiscard]] std::uint32_t source_column() const {
    return from.empty() || from[0] >= kUnpivotedCell ? 0 : static_cast<std::uint32_t>(from[0] + 1);
  }
};

std::size_t Mapping::find_header(const std::string& name) {
  const std::string wanted = lower_case(folded_header(name));
  for (std::size_t i = 0; i < header_.size(); ++i) {
    if (lower_case(header_[i]) != wanted) continue;
    if (!file_fault_ && std::find(repeated_.begin(), repeated_.end(), wanted) != repeated_.end() && !names_repeat(wanted))
      file_fault_ = Fault{static_cast<std::uint32_t>(i + 1), "duplicate header",
                          fmt::format("the header names '{}' more than once: keep one of them or rename the others", shown(name))};
    return i;
  }
  return kNotThere;
}

/// Whether the mapping itself tells the repeated columns apart ("Value (2)").
bool Mapping::names_repeat(const std::string& header) const {
  const auto tells = [&](const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return lower_case(name).starts_with(header + " ("); });
  };
  return std::any_of(source_.columns.begin(), source_.columns.end(), [&](const auto& mapping) { return tells(mapping.from) || tells(mapping.join); });
}

void Mapping::bind(const catalogue::ColumnMapping* mapping, const catalogue::ColumnDefinition& column, const std::string& file_name) {
  auto bound = std::make_shared<Bound>();
  bound->column = &column;
  bound->mapping = mapping;
  bound->slot = columns_.size();
  columns_.push_back({column.name, stored_type(column.kind)});
  if (column.kind == ColumnKind::measure) columns_.push_back({column.name + "_state", engine::ColumnType::text});
  for (const std::string& value : column.values) bound->allowed[lower_case(value)] = value;
  personal_ = personal_ || (column.kind == ColumnKind::pseudonym && mapping);
  bound_.push_back(bound);
  const auto unpivoted = [&](const std::string& name) {
    if (name == source_.unpivot->name_to) return kUnpivotedName;
    const auto at = std::find(value_columns_.begin(), value_columns_.end(), name);
    return at == value_columns_.end() ? kNotThere : kUnpivotedCell + static_cast<std::size_t>(at - value_columns_.begin());
  };
  if (!mapping) {
    // The columns that unpivoting itself fills have no entry under [columns].
    static const catalogue::ColumnMapping kPlain;
    const std::size_t from = source_.unpivot ? unpivoted(column.name) : kNotThere;
    if (from != kNotThere) {
      bound->from = {from};
      bound->mapping = &kPlain;
    }
    return;
  }
  bound->each_row = mapping->each_row;
  if (!mapping->pattern.empty()) bound->pattern.emplace(mapping->pattern);
  for (const auto& [from, to] : mapping->map) bound->map[lower_case(from)] = to;
  if (mapping->value) {
    bound->constant = *mapping->value;
    return;
  }
  if (!mapping->file_name.empty()) {
    std::smatch match;
    const std::regex expression(mapping->file_name);
    if (std::regex_search(file_name, match, expression)) bound->constant = match.size() > 1 ? match[1].str() : match[0].str();
    else if (column.required && !file_fault_)
      file_fault_ = Fault{0, "missing column", fmt::format("the file's name does not hold what '{}' is taken from ({})", column.name, mapping->file_name)};
    return;
  }
  for (const std::string& name : mapping->join) bound->from.push_back(find_header(name));
  for (const std::string& name : mapping->from) {
    if (!bound->from.empty() && !mapping->each_row) break;
    if (source_.unpivot && name.starts_with('@')) bound->from.push_back(unpivoted(name));
    else if (const std::size_t index = find_header(name); index != kNotThere) bound->from.push_back(index);
  }
  const bool lacking = bound->from.empty() || std::find(bound->from.begin(), bound->from.end(), kNotThere) != bound->from.end();
  if (lacking) bound->from.clear();
  if (lacking && column.required && !file_fault_) {
    std::string wanted;
    for (const std::string& name : mapping->from.empty() ? mapping->join : mapping->from) wanted += (wanted.empty() ? "'" : " or '") + name + "'";
    file_fault_ = Fault{0, "missing column", fmt::format("the header has no column {} ({} needs it).{}", wanted, column.name,
                                                         core::suggestion(mapping->from.empty() ? mapping->join.front() : mapping->from.front(), header_))};
  }
}

Mapping::Mapping(const catalogue::SourceDefinition& source, const catalogue::TableDefinition& table, std::vector<std::string> header,
                 const std::string& file_name, const MappingContext& context)
    : source_(source), table_(table), context_(context), header_(std::move(header)) {
  name_header();
  find_groups();
  for (const catalogue::ColumnDefinition& column : table.columns) {
    const auto mapping = std::find_if(source.columns.begin(), source.columns.end(), [&](const auto& m) { return m.column == column.name; });
    bind(mapping == source.columns.end() ? nullptr : &*mapping, column, file_name);
  }
  for (const std::string& name : source.format.fill_down)
    if (const std::size_t index = find_header(name); index != kNotThere) fill_down_.push_back(index);
  const auto filter = [&](const std::map<std::string, std::string>& expressions, bool wanted) {
    for (const auto& [name, expression] : expressions)
      if (const std::size_t index = find_header(name); index != kNotThere) filters_.push_back({index, std::regex(expression), wanted});
  };
  filter(source.rows.only, true);
  filter(source.rows.skip, false);
  // A blank cell that goes to a measure says something (its state does); under any other column it says nothing.
  for (const auto& bound : bound_)
    if (bound->column->kind == ColumnKind::measure && value_columns_.size() == 1 && std::find(bound->from.begin(), bound->from.end(), kUnpivotedCell) != bound->from.end())
      keeps_blanks_ = true;
  for (const std::string& name : table.key)
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i].name == name) key_slots_.push_back(i);
}

/// Folds the header's cells and gives the empty and the repeated ones names of their own.
void Mapping::name_header() {
  std::unordered_map<std::string, int> times;
  for (std::size_t i = 0; i < header_.size(); ++i) {
    header_[i] = folded_header(header_[i]);
    if (header_[i].empty()) header_[i] = fmt::format("c{}", i + 1);
    if (const int time = ++times[lower_case(header_[i])]; time > 1) header_[i] += fmt::format(" ({})", time);
  }
  for (const auto& [name, time] : times)
    if (time > 1) repeated_.push_back(name);
}

void Mapping::find_groups() {
  if (!source_.unpivot) {
    groups_.push_back({});
    return;
  }
  std::vector<std::string> keys;
  for (const auto& [key, column] : source_.unpivot->value_to) {
    keys.push_back(key);
    value_columns_.push_back(column);
  }
  const std::regex columns(source_.unpivot->columns);
  std::smatch match;
  for (std::size_t i = 0; i < header_.size(); ++i) {
    if (!std::regex_search(header_[i], match, columns)) continue;
    const bool table_form = keys.size() > 1 || !keys[0].empty();
    const std::string name = table_form ? match[1].str() : header_[i];
    const auto key = table_form ? std::find(keys.begin(), keys.end(), match[2].str()) : keys.begin();
    if (key == keys.end()) continue;
    auto group = table_form ? std::find_if(groups_.begin(), groups_.end(), [&](const Group& g) { return g.name == name; }) : groups_.end();
    if (group == groups_.end()) group = groups_.insert(group, Group{name, std::vector<std::size_t>(keys.size(), kNotThere)});
    group->cells[static_cast<std::size_t>(key - keys.begin())] = i;
  }
  if (groups_.empty())
    file_fault_ = Fault{0, "missing column", fmt::format("no column of the header fits the pattern {} of the columns to turn into rows", source_.unpivot->columns)};
}

std::vector<std::vector<std::string>> Mapping::needed_headers(const catalogue::SourceDefinition& source, const catalogue::TableDefinition& table) {
  std::vector<std::vector<std::string>> needed;
  for (const catalogue::ColumnMapping& mapping : source.columns) {
    const auto column = std::find_if(table.columns.begin(), table.columns.end(), [&](const auto& c) { return c.name == mapping.column; });
    if (column == table.columns.end() || !column->required) continue;
    const auto fold = [](const std::vector<std::string>& names) {
      std::vector<std::string> folded;
      for (const std::string& name : names) folded.push_back(lower_case(folded_header(name)));
      return folded;
    };
    if (!mapping.from.empty() && mapping.from[0].starts_with("@")) continue;
    if (!mapping.from.empty()) needed.push_back(fold(mapping.from));
    for (const std::string& name : mapping.join) needed.push_back(fold({name}));
  }
  return needed;
}

std::string_view RowMapper::keep(std::string text) {
  if (used_ == kept_.size()) kept_.emplace_back();
  std::string& place = kept_[used_++];
  place = std::move(text);
  return place;
}

std::string_view RowMapper::cell(const Bound& bound, const Record& record, const Mapping::Group& group) {
  const auto one = [&](std::size_t index) -> std::string_view {
    if (index == kUnpivotedName) return group.name;
    if (index >= kUnpivotedCell && index != kNotThere) index = group.cells[index - kUnpivotedCell];
    if (index >= record.fields.size()) return {};
    const Field& field = record.fields[index];
    return field.doubled_quotes ? keep(std::string(cell_text(field, scratch_))) : cell_text(field, scratch_);
  };
  if (bound.from.size() == 1) return one(bound.from[0]);
  std::string joined;
  for (const std::size_t index : bound.from) {
    const std::string_view part = one(index);
    if (bound.each_row && !part.empty()) return part;
    if (!part.empty()) joined += (joined.empty() ? "" : " ") + std::string(part);
  }
  return keep(std::move(joined));
}

bool RowMapper::belongs(const Record& record) {
  for (const Mapping::Filter& filter : mapping_.filters_) {
    if (filter.column >= record.fields.size()) continue;
    const std::string_view text = cell_text(record.fields[filter.column], scratch_);
    if (std::regex_search(text.begin(), text.end(), filter.expression) != filter.wanted) return false;
  }
  return true;
}

std::optional<Fault> RowMapper::fill_number(const Bound& bound, std::string_view text, Slot* slot) {
  const catalogue::ColumnDefinition& column = *bound.column;
  const bool loose = bound.mapping->thousands.value_or(true);
  auto value = core::parse_number(text);
  if (!value && loose) value = parse_loose_number(text);
  if (!value)
    return Fault{bound.source_column(), "not a number", fmt::format("'{}' is not a number for {}: write digits, with a point for decimals", shown(text), column.name)};
  *value *= bound.mapping->scale;
  if (column.kind == ColumnKind::integer && *value != std::floor(*value))
    return Fault{bound.source_column(), "not a whole number", fmt::format("'{}' is not a whole number for {}", shown(text), column.name)};
  if (column.minimum && *value < *column.minimum)
    return Fault{bound.source_column(), "too small", fmt::format("{} for {} is below {}, the lowest value there can be", shown(text), column.name, core::exact_text(*column.minimum))};
  if (column.maximum && *value > *column.maximum)
    return Fault{bound.source_column(), "too large", fmt::format("{} for {} is above {}, the highest value there can be", shown(text), column.name, core::exact_text(*column.maximum))};
  if (column.kind == ColumnKind::integer) {
    if (std::fabs(*value) > 9e15)
      return Fault{bound.source_column(), "too large", fmt::format("{} for {} is too large to be a count", shown(text), column.name)};
    slot->kind = Slot::Kind::integer;
    slot->integer = static_cast<std::int64_t>(*value);
  } else {
    slot->kind = Slot::Kind::number;
    slot->number = *value;
  }
  if (column.kind == ColumnKind::measure) slot[1] = Slot{Slot::Kind::text, 0, 0, "value"};
  return std::nullopt;
}

std::optional<Fault> RowMapper::fill_time(const Bound& bound, std::string_view text, Slot* slot) {
  const catalogue::ColumnDefinition& column = *bound.column;
  slot->kind = Slot::Kind::integer;
  if (bound.mapping->part != catalogue::PeriodPart::none) {
    auto period = core::parse_period(text);
    if (!period)
      if (const auto moment = parse_moment(text, bound.mapping->formats)) period = core::Period{moment->day, moment->day};
    if (!period)
      return Fault{bound.source_column(), "not a period", fmt::format("'{}' is not a period: write for example 2023/24, 2023, 2023-05 or 2021-23", shown(text))};
    slot->integer = bound.mapping->part == catalogue::PeriodPart::start ? period->start.since_epoch : period->end.since_epoch;
    return std::nullopt;
  }
  auto moment = parse_moment(text, bound.mapping->formats);
  if (column.kind == ColumnKind::month) {
    if (!moment && bound.mapping->formats.empty()) {
      const auto period = core::parse_period(text, false);
      if (period && period->months() == 1) moment = Moment{period->start, 0};
    }
    if (!moment) return Fault{bound.source_column(), "not a month", fmt::format("'{}' is not a month: write for example 2023-05", shown(text))};
    const std::string first = core::text(moment->day).substr(0, 8) + "01";
    slot->integer = core::parse_day(first)->since_epoch;
    return std::nullopt;
  }
  if (!moment) {
    if (column.kind == ColumnKind::date)
      return Fault{bound.source_column(), "not a date", fmt::format("'{}' is not a date of the calendar: write for example 2023-05-31 or 31/05/2023", shown(text))};
    return Fault{bound.source_column(), "not a time", fmt::format("'{}' is not a date and time: write for example 2023-05-31 14:30", shown(text))};
  }
  slot->integer = column.kind == ColumnKind::date ? moment->day.since_epoch
                                                   : (std::int64_t{moment->day.since_epoch} * 86'400 + moment->seconds) * 1'000'000;
  return std::nullopt;
}

std::optional<Fault> RowMapper::fill_text(const Bound& bound, std::string_view text, Slot* slot) {
  const catalogue::ColumnDefinition& column = *bound.column;
  slot->kind = Slot::Kind::text;
  switch (column.kind) {
    case ColumnKind::code: {
      const auto allowed = bound.allowed.find(lower_case(text));
      if (allowed == bound.allowed.end()) {
        if (one_of(text, mapping_.source_.markers.missing)) {
          slot->kind = Slot::Kind::null;
          return std::nullopt;
        }
        return Fault{bound.source_column(), "not an allowed value",
                     fmt::format("'{}' is not allowed for {}.{}", shown(text), column.name, core::suggestion(text, column.values))};
      }
      slot->text = allowed->second;
      return std::nullopt;
    }
    case ColumnKind::boolean: {
      const std::string low = lower_case(text);
      const bool yes = low == "yes" || low == "y" || low == "true" || low == "t" || low == "1";
      if (!yes && low != "no" && low != "n" && low != "false" && low != "f" && low != "0") {
        if (one_of(text, mapping_.source_.markers.missing)) {
          slot->kind = Slot::Kind::null;
          return std::nullopt;
        }
        return Fault{bound.source_column(), "not yes or no", fmt::format("'{}' for {} is neither yes nor no", shown(text), column.name)};
      }
      slot->kind = Slot::Kind::integer;
      slot->integer = yes;
      return std::nullopt;
    }
    case ColumnKind::area: {
      // Codes have digits; a word without one is a name that has slipped into the column.
      const bool plain = text.size() <= 16 && text.find_first_of("0123456789") != std::string_view::npos && std::all_of(text.begin(), text.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; });
      if (!plain)
        return Fault{bound.source_column(), "not an area code", fmt::format("'{}' is not the code of an area: codes look like E01015794", shown(text))};
      const bool upper = std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
      if (upper) {
        slot->text = text;
      } else {
        std::string code(text);
        for (char& c : code) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        slot->text = keep(std::move(code));
      }
      return std::nullopt;
    }
    case ColumnKind::pseudonym: {
      const std::string identity = normalised_identity(text, bound.mapping->pseudonym);
      if (identity.empty() || !mapping_.context_.pseudonymiser) slot->kind = Slot::Kind::null;
      else slot->text = keep(mapping_.context_.pseudonymiser->pseudonym(identity));
      return std::nullopt;
    }
    default: slot->text = text; return std::nullopt;
  }
}

std::optional<Fault> RowMapper::rewrite(const Bound& bound, std::string_view& text) {
  const catalogue::ColumnMapping& mapping = *bound.mapping;
  const auto refuse = [&](const char* what) {
    return Fault{bound.source_column(), "not an allowed value", fmt::format("'{}' {} for {}", shown(text), what, bound.column->name)};
  };
  const auto otherwise = [&](const char* what) -> std::optional<Fault> {
    switch (mapping.otherwise) {
      case catalogue::Otherwise::reject: return refuse(what);
      case catalogue::Otherwise::missing: text = {}; break;
      case catalogue::Otherwise::constant: text = mapping.otherwise_value; break;
      case catalogue::Otherwise::keep: break;
    }
    return std::nullopt;
  };
  if (bound.pattern && !text.empty()) {
    auto& known = matched_[&bound];
    auto found = known.find(std::string(text));
    if (found == known.end()) {
      if (known.size() > 10'000) known.clear();
      std::match_results<std::string_view::const_iterator> match;
      std::optional<std::string> made;
      if (std::regex_search(text.begin(), text.end(), match, *bound.pattern))
        made = !mapping.replace.empty() ? match.format(mapping.replace) : match.size() > 1 ? match[1].str() : match[0].str();
      found = known.emplace(std::string(text), std::move(made)).first;
    }
    if (found->second) text = keep(*found->second);
    else return otherwise("is not written as the source's mapping expects");
  }
  if (!bound.map.empty() && !text.empty()) {
    const auto mapped = bound.map.find(lower_case(text));
    if (mapped == bound.map.end()) return otherwise("is not a value that the source's mapping knows");
    text = mapped->second;
  }
  return std::nullopt;
}

std::optional<Fault> RowMapper::fill_area_name(const Bound& bound, std::string_view& text) {
  const AreaNames* areas = mapping_.context_.areas;
  const AreaNames::Answer answer = areas ? areas->find(text, bound.mapping->area_types) : AreaNames::Answer{};
  if (answer.found == AreaNames::Found::one) {
    text = answer.code;
    return std::nullopt;
  }
  if (bound.mapping->otherwise == catalogue::Otherwise::missing) {
    text = {};
    return std::nullopt;
  }
  if (answer.found == AreaNames::Found::several)
    return Fault{bound.source_column(), "ambiguous area name", fmt::format("'{}' is the name of several areas: give its code", shown(text))};
  return Fault{bound.source_column(), "unknown area name", fmt::format("no area is called '{}'.{}", shown(text), areas ? areas->suggestion_for(text) : "")};
}

std::optional<Fault> RowMapper::fill(const Bound& bound, std::string_view text, Slot* slot) {
  const catalogue::ColumnDefinition& column = *bound.column;
  const catalogue::Markers& markers = mapping_.source_.markers;
  const bool counted = column.kind == ColumnKind::integer || column.kind == ColumnKind::number || column.kind == ColumnKind::money;
  const bool timed = column.kind == ColumnKind::date || column.kind == ColumnKind::month || column.kind == ColumnKind::timestamp;
  if (column.kind == ColumnKind::measure) {
    const char* state = one_of(text, markers.suppressed) || text.starts_with("<")  ? "suppressed"
                        : text.empty() || one_of(text, markers.missing)            ? "missing"
                        : one_of(text, markers.not_applicable)                     ? "not applicable"
                                                                                   : nullptr;
    if (state) {
      slot[1] = Slot{Slot::Kind::text, 0, 0, state};
      return std::nullopt;
    }
  } else if (counted || timed) {
    if (one_of(text, markers.suppressed) || one_of(text, markers.missing) || one_of(text, markers.not_applicable)) text = {};
  } else if (text.size() > 1 && one_of(text, markers.missing)) {
    // A single letter may well be a value of a text ("x", "c"); of a number it never is.
    text = {};
  }
  if (auto fault = rewrite(bound, text)) return fault;
  if (bound.mapping->area_name && !text.empty())
    if (auto fault = fill_area_name(bound, text)) return fault;
  if (text.empty()) {
    if (column.kind == ColumnKind::measure) slot[1] = Slot{Slot::Kind::text, 0, 0, "missing"};
    else if (column.required)
      return Fault{bound.source_column(), "missing value", fmt::format("{} is empty, and a row without it cannot be used", column.name)};
    return std::nullopt;
  }
  if (counted || column.kind == ColumnKind::measure) return fill_number(bound, text, slot);
  if (timed) return fill_time(bound, text, slot);
  return fill_text(bound, text, slot);
}

/// Faults of the row as a whole; fills it up where the source allows short rows and blanks that repeat the cell above.
std::optional<Fault> RowMapper::shape(Record& record) {
  if (mapping_.file_fault_) return mapping_.file_fault_;
  if (record.text_after_quote) return Fault{0, "text after a quote", "a cell goes on behind its closing quote: double the quotes inside the cell"};
  const std::size_t width = mapping_.header_.size();
  if (record.fields.size() < width && mapping_.source_.format.fill_short_rows) record.fields.resize(width);
  // Spreadsheets leave empty cells behind the last column; anything else means that cells have moved.
  const auto is_empty = [&](const Field& field) { return cell_text(field, scratch_).empty(); };
  if (record.fields.size() < width || !std::all_of(record.fields.begin() + static_cast<std::ptrdiff_t>(width), record.fields.end(), is_empty))
    return Fault{static_cast<std::uint32_t>(std::min(record.fields.size(), width)), "ragged row",
                 fmt::format("the row has {} cells and the header {}: look for a missing or an extra delimiter, or an unquoted line break", record.fields.size(), width)};
  above_.resize(mapping_.fill_down_.size());
  for (std::size_t i = 0; i < above_.size(); ++i) {
    Field& field = record.fields[mapping_.fill_down_[i]];
    const std::string_view text = cell_text(field, scratch_);
    if (!text.empty()) above_[i] = text;
    else field = Field{above_[i].data(), static_cast<std::uint32_t>(above_[i].size()), true, false};
  }
  return std::nullopt;
}

/// Whether a group has no cell with a value and gives no row for it (a measure keeps its blank: the state says why).
bool RowMapper::is_blank(const Record& record, const Mapping::Group& group) {
  if (!mapping_.source_.unpivot || mapping_.keeps_blanks_) return false;
  const auto& missing = mapping_.source_.markers.missing;
  return std::all_of(group.cells.begin(), group.cells.end(), [&](std::size_t index) {
    if (index >= record.fields.size()) return true;
    const std::string_view text = cell_text(record.fields[index], scratch_);
    return text.empty() || one_of(text, missing);
  });
}

std::optional<Fault> RowMapper::convert_group(const Record& record, const Mapping::Group& group, std::vector<Slot>& slots) {
  slots.assign(mapping_.columns_.size(), Slot{});
  for (const auto& bound : mapping_.bound_) {
    Slot* slot = &slots[bound->slot];
    const bool given = bound->mapping && (bound->constant || !bound->from.empty());
    if (!given) {
      if (bound->column->kind == ColumnKind::measure) slot[1] = Slot{Slot::Kind::text, 0, 0, "missing"};
      continue;
    }
    const std::string_view text = bound->constant ? std::string_view(*bound->constant) : cell(*bound, record, group);
    if (auto fault = fill(*bound, text, slot)) {
      if (fault->column == 0 && !group.cells.empty() && !bound->from.empty()) {
        // The column came from unpivoting: its cell, or the first of the group for its name.
        const std::size_t which = bound->from[0] >= kUnpivotedCell && bound->from[0] < kUnpivotedName ? bound->from[0] - kUnpivotedCell : 0;
        if (group.cells[which] != kNotThere) fault->column = static_cast<std::uint32_t>(group.cells[which] + 1);
      }
      return fault;
    }
  }
  return std::nullopt;
}

std::optional<Fault> RowMapper::convert(Record& record, std::vector<std::vector<Slot>>& rows, std::size_t& count) {
  used_ = 0;
  count = 0;
  if (auto fault = shape(record)) return fault;
  for (const Mapping::Group& group : mapping_.groups_) {
    if (is_blank(record, group)) continue;
    if (rows.size() == count) rows.emplace_back();
    if (auto fault = convert_group(record, group, rows[count])) return fault;
    ++count;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> RowMapper::key(const std::vector<Slot>& slots) const {
  std::uint64_t hash = 0x9E3779B97F4A7C15ull;
  const auto add = [&](const Slot& slot) {
    switch (slot.kind) {
      case Slot::Kind::null: hash = XXH3_64bits_withSeed("\0null", 5, hash); break;
      case Slot::Kind::text: hash = XXH3_64bits_withSeed(slot.text.data(), slot.text.size(), hash); break;
      case Slot::Kind::number: {
        const auto bits = std::bit_cast<std::uint64_t>(slot.number);
        hash = XXH3_64bits_withSeed(&bits, sizeof bits, hash);
        break;
      }
      case Slot::Kind::integer: hash = XXH3_64bits_withSeed(&slot.integer, sizeof slot.integer, hash); break;
    }
  };
  if (mapping_.key_slots_.empty()) {
    for (const Slot& slot : slots) add(slot);
    return hash;
  }
  for (const std::size_t index : mapping_.key_slots_) add(slots[index]);
  if (slots[mapping_.key_slots_[0]].kind == Slot::Kind::null) return std::nullopt;
  return hash;
}

}  // namespace dmp::intake
