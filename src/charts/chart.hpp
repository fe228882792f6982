#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

/// The chart grammar: what a chart shows, not how it looks. One description gives the same picture in the report, in the
/// dashboard, in Word and in PDF. NaN and "" are missing.
namespace dmp::charts {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

enum class Kind {
  trend,      ///< lines over periods, with the interval as a band; comparators dashed, others grey
  intervals,  ///< a dot and its interval a row: caterpillar of neighbours, methods side by side
  bars,       ///< a bar a row, ranked or in the order given, with whiskers; several series lie end to end (met and unmet need)
  panels,     ///< bars as `bars`, each series in a panel of its own with its own scale (seizures: count, kilograms, value)
  pyramid,    ///< two series back to back by age, each with an outline to compare with (clients, residents)
  funnel,     ///< rates over their denominators between control limits
  scatter,    ///< places as dots, the outstanding ones named, an expected line
  survival,   ///< steps over time, with bands
  sankey,     ///< flows through stages
  waterfall,  ///< a total as it is corrected step by step
  tornado,    ///< what one parameter does to a result
  heat_map,   ///< rows by columns, darker is more (hour by weekday)
  rug,        ///< indicators by areas, a symbol and a colour for better and worse (tartan rug)
  scorecard,  ///< an indicator a row: figure, interval on a line, comparator, direction
  map,        ///< areas in classes; hatched where suppressed; bivariate where two classes are given; lines between places
};

/// How numbers are written: "£1,204", "61.0%", "1.2m" where compact.
struct Format {
  int decimals = 0;
  std::string prefix, suffix;
  bool compact = false;  ///< millions and thousands as "m" and "k"
};

struct Axis {
  std::string title;
  Format format;
  bool logarithmic = false;
  std::vector<std::string> categories;  ///< periods, ages, hours: the places on an axis that is not a number
};

/// One figure. `lower`, `upper`: 95% interval; the inner ones 50%. Where there is no figure, `mark` says why ("[c]").
struct Datum {
  std::string label;
  double x = kNone, value = kNone, lower = kNone, upper = kNone, inner_lower = kNone, inner_upper = kNone;
  double reference = kNone;     ///< its own comparator
  std::string text;             ///< the figure as it is to be written, where the axis' format does not fit (rows of different units)
  std::string trend;            ///< "increasing", in a scorecard
  std::string mark, note, id;   ///< id: of the estimate, where the figure is one
  std::string status;           ///< better | worse | similar | higher | lower; also what a scorecard and a rug colour by
  bool strong = false;          ///< drawn to stand out and named
};

/// role: main | comparator | other | limit | line | outline; empty is main.
struct Series {
  std::string name, role;
  std::vector<Datum> data;
};

/// A flow from a node of one stage to a node of the next.
struct Flow {
  std::string from, to;
  int stage = 0;  ///< of `from`; `to` is of stage + 1
  double value = kNone, lower = kNone, upper = kNone;
};

/// An area of a map: its shape in the map's own units, y downwards, and its classes.
struct Region {
  std::string code, name, path;
  int level = 0;          ///< 1 lightest to 5 darkest; 0 missing, -1 suppressed; with two variables 1 to 3
  int second_level = 0;   ///< of a bivariate map, 1 to 3
  double x = 0, y = 0;    ///< where a label or a line goes
  bool outline = false;   ///< drawn over the others, without a fill, with its name
};

/// A line between two places of a map, or a reference line across a chart.
struct Link {
  std::string from, to;  ///< codes of regions
  double value = kNone;
};

struct Reference {
  std::string label;
  double at = kNone;
};

/// The figures as a table: the first column holds row headings.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

/// Where the figures come from and where they are explained.
struct Provenance {
  std::string source;  ///< names of the publishers' tables
  std::string period;
  std::string link;    ///< address of the explanation: a fragment of the report
};

/// What is required of every chart. `alternative` says in sentences what the picture shows; `table` holds its figures.
struct Required {
  std::string id;     ///< permanent, unique in a report
  std::string title;  ///< what is measured, where
  std::string alternative;
  Table table;
  Provenance provenance;
};

class Chart {
 public:
  /// InternalError where the id, the title, the text alternative, the table, the source or the period is empty.
  Chart(Kind kind, Required required);

  Kind kind;
  Required is;
  std::string subtitle;  ///< unit and how to read it
  std::string message;   ///< the finding in one sentence, set above the chart
  Axis x, y;
  std::vector<Series> series;
  std::vector<Flow> flows;
  std::vector<std::string> stages;  ///< names of a Sankey's stages
  std::vector<Region> regions;
  std::vector<Link> links;
  std::vector<std::string> legend;         ///< of a map's levels, lightest first; of a bivariate map the first variable's name
  std::vector<std::string> second_legend;  ///< of a bivariate map the second variable's name
  double map_width = 0, map_height = 0, map_units_per_km = 0;
  std::vector<Reference> references;
};

/// "trend", "heat_map".
const char* name_of(Kind kind);
/// A data UserError for a name that is no kind.
Kind kind_named(const std::string& name);

}  // namespace dmp::charts
