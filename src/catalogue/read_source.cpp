#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "catalogue/disclosure_reader.hpp"
#include "catalogue/document.hpp"
#include "core/number.hpp"

namespace dmp::catalogue {
namespace {

const Names kFormatKeys = {"container", "delimiter", "encoding", "header", "sheet", "member", "footer", "skip_blank", "short_rows", "fill_down"};
const Names kMappingKeys = {"from", "join", "value", "file_name", "each_row", "pattern", "replace", "map", "otherwise", "format", "part", "area_name", "thousands", "scale", "pseudonym"};
// Longer ones are no patterns for a cell, and the compiler of expressions is recursive.
constexpr std::size_t kLongestExpression = 500;

/// A regular expression (ECMAScript) that compiles and has at least so many groups.
std::string expression(const Section& section, std::string_view key, unsigned groups) {
  std::string text = section.required_text(key);
  if (text.size() > kLongestExpression) refuse(fmt::format("'{}' is too long for a regular expression", key), section.place(key), "write a shorter one");
  try {
    const std::regex compiled(text, std::regex::ECMAScript);
    if (compiled.mark_count() < groups)
      refuse(fmt::format("'{}' has no group", key), section.place(key), "put the part that is wanted in parentheses");
  } catch (const std::regex_error& error) {
    refuse(fmt::format("'{}' is no regular expression: {}", key, error.what()), section.place(key), "mend the expression (ECMAScript syntax)");
  }
  return text;
}

FormatDefinition read_format(const toml::table& table, const std::string& file) {
  const Section section(table, file, "[format]", kFormatKeys);
  FormatDefinition format;
  const auto chosen = [&](const char* key, const Names& choices) {
    std::string value = section.choice(key, choices, "auto");
    return value == "auto" ? std::string() : value;
  };
  format.container = chosen("container", {"auto", "csv", "xlsx", "ods", "xls", "parquet", "geojson", "topojson", "gpkg", "shapefile"});
  format.encoding = chosen("encoding", {"auto", "utf-8", "utf-16", "cp1252"});
  const std::string delimiter = section.text("delimiter", "auto");
  if (delimiter != "auto") {
    if (delimiter.size() != 1 || delimiter == "\"" || delimiter == "\n" || delimiter == "\r")
      refuse("'delimiter' must be one character", section.place("delimiter"), "write \",\", \";\", \"\\t\", \"|\" or \"auto\"");
    format.delimiter = delimiter[0];
  }
  if (const toml::node* header = table.get("header"); header && header->is_string()) {
    if (header->as_string()->get() != "auto") refuse("'header' must be a line or \"auto\"", section.place("header"), "write header = 1, or \"auto\"");
  } else {
    format.header = static_cast<int>(section.integer("header", 0, 1'000'000).value_or(-1));
  }
  if (const toml::node* sheet = table.get("sheet"); sheet && sheet->is_integer())
    format.sheet = std::to_string(*section.integer("sheet", 1, 10'000));
  else
    format.sheet = section.text("sheet");
  format.member = section.text("member");
  format.footer = section.text("footer");
  format.skip_blank = section.flag("skip_blank", true);
  format.fill_short_rows = section.choice("short_rows", {"reject", "fill"}, "reject") == "fill";
  format.fill_down = section.texts("fill_down");
  return format;
}

Markers read_markers(const toml::table* table, const std::string& file) {
  Markers markers{{"*", "c", "[c]"}, {"", "..", ":", "NA", "N/A", "NULL", "[x]", "x"}, {".", "[z]", "z"}};
  if (!table) return markers;
  const Section section(*table, file, "[markers]", {"suppressed", "missing", "not_applicable"});
  if (section.has("suppressed")) markers.suppressed = section.texts("suppressed");
  if (section.has("missing")) markers.missing = section.texts("missing");
  if (section.has("not_applicable")) markers.not_applicable = section.texts("not_applicable");
  return markers;
}

/// Refuses a constant or the target of a map that the column cannot hold.
void check_constant(const std::string& value, const ColumnDefinition& column, const core::Place& place) {
  if (value.empty()) return;
  const bool number = column.kind == ColumnKind::integer ? core::parse_integer(value).has_value() : core::parse_number(value).has_value();
  switch (column.kind) {
    case ColumnKind::code:
      if (std::find(column.values.begin(), column.values.end(), value) == column.values.end())
        refuse_name("'" + column.name + "' cannot be", value, column.values, place);
      return;
    case ColumnKind::boolean:
      if (value != "true" && value != "false") refuse("'" + column.name + "' must be true or false", place, "write true or false");
      return;
    case ColumnKind::integer:
    case ColumnKind::number:
    case ColumnKind::money:
      if (!number) refuse("'" + column.name + "' must be a number", place, "write a number");
      return;
    default:
      return;
  }
}

void read_map(const Section& section, ColumnMapping& mapping, const ColumnDefinition& column) {
  const toml::table* map = section.child("map");
  if (map) {
    for (const auto& [key, where] : keys_in_order(*map, section.file())) {
      const toml::node& node = *map->get(key);
      std::string target = text_of(cell_of(node, section.file()));
      check_constant(target, column, place_of(section.file(), node.source()));
      mapping.map.emplace(key, std::move(target));
    }
    if (mapping.map.empty()) refuse("'map' is empty", section.place("map"), "say what becomes what, or take it out");
  }
  mapping.otherwise = map || !mapping.pattern.empty() ? Otherwise::reject : Otherwise::keep;
  const toml::node* otherwise = section.table().get("otherwise");
  if (otherwise && otherwise->is_table()) {
    const Section constant(*otherwise->as_table(), section.file(), "otherwise", {"value"});
    if (!constant.has("value")) constant.refuse_missing("value");
    mapping.otherwise = Otherwise::constant;
    mapping.otherwise_value = text_of(cell_of(*constant.table().get("value"), section.file()));
    check_constant(mapping.otherwise_value, column, constant.place("value"));
  } else if (otherwise) {
    const std::string named = section.choice("otherwise", {"reject", "keep", "missing"});
    mapping.otherwise = named == "reject" ? Otherwise::reject : named == "keep" ? Otherwise::keep : Otherwise::missing;
  }
}

void refuse_unless(bool fits, const Section& section, const char* key, const std::string& what) {
  if (section.has(key) && !fits) refuse(fmt::format("'{}' is for {} only", key, what), section.place(key), "take it out or map another column");
}

void read_conversion(const Section& section, ColumnMapping& mapping, const ColumnDefinition& column) {
  const ColumnKind kind = column.kind;
  const bool day = kind == ColumnKind::date || kind == ColumnKind::month;
  const bool number = kind == ColumnKind::integer || kind == ColumnKind::number || kind == ColumnKind::money || kind == ColumnKind::measure;
  refuse_unless(day || kind == ColumnKind::timestamp, section, "format", "dates, months and timestamps");
  refuse_unless(day, section, "part", "dates and months");
  refuse_unless(kind == ColumnKind::area, section, "area_name", "areas");
  refuse_unless(number, section, "thousands", "numbers");
  refuse_unless(number, section, "scale", "numbers");
  refuse_unless(kind == ColumnKind::pseudonym, section, "pseudonym", "pseudonyms");
  mapping.formats = section.texts("format", true);
  for (const std::string& format : mapping.formats)
    if (format.find('%') == std::string::npos) refuse("'" + format.substr(0, 80) + "' is no format of a date", section.place("format"), "write for example \"%d/%m/%Y\"");
  const std::string part = section.has("part") ? section.choice("part", {"start", "end"}) : "";
  mapping.part = part.empty() ? PeriodPart::none : part == "start" ? PeriodPart::start : PeriodPart::end;
  if (const toml::node* types = section.table().get("area_name"); types && types->is_array()) {
    mapping.area_name = true;
    mapping.area_types = section.texts("area_name");
  } else {
    mapping.area_name = section.flag("area_name", false);
  }
  if (section.has("thousands")) mapping.thousands = section.flag("thousands", true);
  mapping.scale = section.number("scale").value_or(1);
  if (mapping.scale == 0) refuse("'scale' is 0", section.place("scale"), "write the factor that gives the column's unit");
  const std::string rule = section.choice("pseudonym", {"exact", "digits", "name"}, "exact");
  mapping.pseudonym = rule == "exact" ? PseudonymRule::exact : rule == "digits" ? PseudonymRule::digits : PseudonymRule::name;
}

/// The long form of a mapping: { from = ..., ... }.
void read_mapping(const toml::table& table, const std::string& file, ColumnMapping& mapping, const ColumnDefinition& column) {
  const Section section(table, file, "the mapping of " + column.name, kMappingKeys);
  int origins = 0;
  for (const char* origin : {"from", "join", "value", "file_name"}) origins += section.has(origin) ? 1 : 0;
  if (origins == 0) section.refuse_missing("from", "say where it comes from: from, join, value or file_name");
  if (origins > 1) refuse("'" + column.name + "' comes from two places", section.place(), "keep one of from, join, value and file_name");
  mapping.from = section.texts("from", true);
  mapping.join = section.texts("join");
  for (const char* key : {"from", "join"}) {
    if (section.has(key) && mapping.from.empty() && mapping.join.empty()) refuse(fmt::format("'{}' is empty", key), section.place(key), "name a column of the source");
  }
  if (section.has("value")) {
    mapping.value = text_of(cell_of(*table.get("value"), file));
    check_constant(*mapping.value, column, section.place("value"));
  }
  if (section.has("file_name")) mapping.file_name = expression(section, "file_name", 1);
  mapping.each_row = section.flag("each_row", false);
  if (section.has("pattern")) mapping.pattern = expression(section, "pattern", 0);
  mapping.replace = section.text("replace");
  if (section.has("replace") && mapping.pattern.empty()) refuse("'replace' without 'pattern'", section.place("replace"), "say with pattern what is to be replaced");
  read_map(section, mapping, column);
  read_conversion(section, mapping, column);
}

std::vector<ColumnMapping> read_columns(const Section& source, const TableDefinition& table) {
  std::vector<ColumnMapping> mappings;
  const toml::table* columns = source.child("columns");
  if (!columns) source.refuse_missing("columns", "add [columns] with one line for each column of the table");
  for (const auto& [name, where] : keys_in_order(*columns, source.file())) {
    const ColumnDefinition* column = find_column(table, name);
    if (!column) refuse_name("table " + table.id + " has no column", name, column_names(table), where);
    ColumnMapping mapping;
    mapping.column = name;
    mapping.place = where;
    const toml::node& node = *columns->get(name);
    if (node.is_string())
      mapping.from = {node.as_string()->get()};
    else if (node.is_table())
      read_mapping(*node.as_table(), source.file(), mapping, *column);
    else
      refuse("'" + name + "' must be a column of the source or a mapping", place_of(source.file(), node.source()), "write \"Column\" or { from = \"Column\" }");
    mappings.push_back(std::move(mapping));
  }
  return mappings;
}

Unpivot read_unpivot(const toml::table& table, const SourceDefinition& source, const TableDefinition& target, const std::string& file) {
  const Section section(table, file, "[unpivot]", {"columns", "name_to", "value_to"});
  Unpivot unpivot{expression(section, "columns", 0), section.required_text("name_to"), {}};
  const auto check = [&](const std::string& name, const core::Place& place) {
    const bool mapped = std::any_of(source.columns.begin(), source.columns.end(), [&](const auto& mapping) { return mapping.column == name; });
    if (mapped) refuse("'" + name + "' is mapped in [columns] as well", place, "take it out of one of them");
    if (!name.starts_with('@') && !find_column(target, name)) refuse_name("table " + target.id + " has no column", name, column_names(target), place);
  };
  check(unpivot.name_to, section.place("name_to"));
  if (const toml::node* values = table.get("value_to"); values && values->is_table()) {
    expression(section, "columns", 2);
    for (const auto& [group, where] : keys_in_order(*values->as_table(), file)) {
      const toml::node& node = *values->as_table()->get(group);
      if (!node.is_string()) refuse("'" + group + "' must name a column", where, "write " + group + " = \"COLUMN\"");
      check(unpivot.value_to[group] = node.as_string()->get(), where);
    }
    if (unpivot.value_to.empty()) refuse("'value_to' is empty", section.place("value_to"), "say which column takes which cell");
  } else {
    check(unpivot.value_to[""] = section.required_text("value_to"), section.place("value_to"));
  }
  return unpivot;
}

RowFilter read_rows_filter(const toml::table& table, const std::string& file) {
  const Section section(table, file, "[rows]", {"only", "skip"});
  RowFilter filter;
  const auto read = [&](const char* key, std::map<std::string, std::string>& into) {
    const toml::table* columns = section.child(key);
    if (!columns) return;
    Names names;
    for (const auto& [name, where] : keys_in_order(*columns, file)) names.push_back(name);
    const Section expressions(*columns, file, key, names);
    for (const std::string& name : names) into[name] = expression(expressions, name, 0);
  };
  read("only", filter.only);
  read("skip", filter.skip);
  return filter;
}

/// "@name" must be one of the names that [unpivot] gives.
void check_unpivoted_names(const SourceDefinition& source) {
  Names known;
  if (source.unpivot) {
    if (source.unpivot->name_to.starts_with('@')) known.push_back(source.unpivot->name_to);
    for (const auto& [group, name] : source.unpivot->value_to)
      if (name.starts_with('@')) known.push_back(name);
  }
  for (const ColumnMapping& mapping : source.columns) {
    for (const Names& names : {mapping.from, mapping.join})
      for (const std::string& name : names)
        if (name.starts_with('@') && std::find(known.begin(), known.end(), name) == known.end())
          refuse_name("[unpivot] gives no", name, known, mapping.place);
  }
}

void check_required_columns(const SourceDefinition& source, const TableDefinition& table, const core::Place& place) {
  for (const ColumnDefinition& column : table.columns) {
    if (!column.required) continue;
    const bool mapped = std::any_of(source.columns.begin(), source.columns.end(), [&](const auto& mapping) { return mapping.column == column.name; });
    const bool unpivoted = source.unpivot && (source.unpivot->name_to == column.name ||
                                              std::any_of(source.unpivot->value_to.begin(), source.unpivot->value_to.end(), [&](const auto& entry) { return entry.second == column.name; }));
    if (!mapped && !unpivoted)
      refuse("'" + column.name + "' of table " + table.id + " is required and not mapped", place, "add " + column.name + " = \"COLUMN OF THE EXTRACT\" to [columns]");
  }
}

std::vector<SourceExample> read_examples(const Section& source, const TableDefinition& table) {
  std::vector<SourceExample> examples;
  for (const toml::table* child : source.children("example")) {
    const Section section(*child, source.file(), "an example", {"file", "input", "rows", "rejected"});
    SourceExample example;
    example.place = section.place();
    example.file = section.text("file");
    if (!section.has("input")) section.refuse_missing("input", "give a few lines of the extract: input = \"\"\"...\"\"\"");
    example.input = section.text("input");
    if (!section.has("rows") && !section.has("rejected")) section.refuse_missing("rows", "say what the input becomes: rows = [ { ... } ]");
    example.rows = read_rows(section, "rows", table);
    for (const toml::table* rejection : section.children("rejected")) {
      const Section expected(*rejection, source.file(), "a rejection", {"line", "column", "rule"});
      if (!expected.has("line")) expected.refuse_missing("line");
      example.rejected.push_back({static_cast<std::uint64_t>(*expected.integer("line", 1, 1'000'000'000)),
                                  static_cast<std::uint64_t>(expected.integer("column", 0, 1'000'000).value_or(0)), expected.text("rule")});
    }
    examples.push_back(std::move(example));
  }
  if (examples.empty()) source.refuse_missing("example", "add an [[example]]: a few lines in, the rows out; it runs as a test");
  return examples;
}

}  // namespace

SourceDefinition read_source(const Document& document, const Tables& tables) {
  const Section section(document.root, document.file, "a source",
                        {"id", "name", "publisher", "licence", "citation", "kind", "table", "files", "notes", "format", "markers", "rows", "columns", "unpivot", "disclosure", "example"});
  SourceDefinition source;
  source.place = {document.file, 1, 1};
  source.id = read_id(section, document);
  source.name = section.required_text("name");
  source.publisher = section.text("publisher");
  source.licence = section.required_text("licence");
  source.citation = section.required_text("citation");
  source.kind = section.choice("kind", {"public", "partner"});
  source.table = section.required_text("table");
  const auto table = tables.find(source.table);
  if (table == tables.end()) {
    Names known;
    for (const auto& [id, definition] : tables) known.push_back(id);
    refuse_name("there is no table", source.table, known, section.place("table"));
  }
  source.files = section.texts("files");
  refuse_repeats(section, "files", source.files);
  source.notes = section.texts("notes");
  if (const toml::table* format = section.child("format")) source.format = read_format(*format, document.file);
  source.markers = read_markers(section.child("markers"), document.file);
  if (const toml::table* rows = section.child("rows")) source.rows = read_rows_filter(*rows, document.file);
  if (const toml::table* disclosure = section.child("disclosure")) source.disclosure = read_disclosure(*disclosure, document.file);
  source.columns = read_columns(section, table->second);
  if (const toml::table* unpivot = section.child("unpivot")) source.unpivot = read_unpivot(*unpivot, source, table->second, document.file);
  check_unpivoted_names(source);
  check_required_columns(source, table->second, section.place("columns"));
  source.examples = read_examples(section, table->second);
  return source;
}

}  // namespace dmp::catalogue
