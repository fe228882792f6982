#pragma once

#include <string>

#include "core/data_table.hpp"
#include "server/application.hpp"

/// What routes have in common: how an answer is made of JSON, of a table and of rows.
namespace dmp::server {

/// JSON with a line break at its end. Numbers that are not finite become null, bytes that are no UTF-8 are replaced.
Response json_response(const Json& json, Caching caching = Caching::edition);

/// Whether the client wants CSV: format=csv, or Accept prefers it. Throws Problem 400 for another format, 406 where Accept allows neither.
bool wants_csv(const Request& request);

/// A table as CSV, to be saved under a name.
Response csv_response(std::string text, const std::string& name, Caching caching = Caching::edition);

/// A cell of a table: null for nothing.
Json json_of(const core::Cell& cell);
/// A number: null where it is not finite.
Json json_of(double number);
/// An array of objects.
Json items_of(const core::DataTable& table);

/// A JSON array of objects as a table: columns in the order they first appear, texts of what is neither number, text nor truth.
core::DataTable table_of(const Json& items);

/// An array of objects as CSV, to be saved under a name.
Response csv_of(const Json& items, const std::string& name, Caching caching = Caching::edition);

/// {"edition", "total", "items"} of an array of objects, or the same as CSV.
Response list_response(const Request& request, const std::string& edition, Json items, const std::string& name, Caching caching = Caching::edition);

/// Where a page begins: the cursor "EDITION.SHARD.ROW", empty for the beginning. Throws Problem 400 for a broken one, 409 where it is another edition's.
Position position_of(const Request& request, const OpenEdition& edition);
std::string cursor_of(const OpenEdition& edition, const Position& position);

/// Names of query parameters of a route: those given, and what every route about an edition has.
std::vector<std::string> about_edition(std::vector<std::string> names);

/// The indicator of an id; Problem 404 with the nearest id where the edition has no estimates of it.
const IndicatorEntry& indicator_of(const OpenEdition& edition, const std::string& id);
/// The area of a code or name; Problem 404 with the nearest.
const AreaEntry& area_of(const OpenEdition& edition, const std::string& code_or_name);
/// Refuses a domain that there is not.
void check_domain(const OpenEdition& edition, const std::string& domain);

Json json_of(const AreaEntry& area);

/// A row of the estimates table as a JSON object, or as the estimate itself.
void append_row(std::string& out, const Found& found, const std::vector<std::size_t>& columns);
Json estimate_json(const Found& found);
core::Estimate estimate_of(const Found& found);
std::vector<std::size_t> all_columns(const ColumnFile& store);

/// The totals (all persons, all ages, no category) of an area in a shard, in the order of the file; of a period only where one is named.
std::vector<Found> totals_of(const std::shared_ptr<const Shard>& shard, const std::string& area, const std::string& period = {});

/// The row with an id; nothing where there is none.
std::optional<Found> find_estimate(const ColumnFile& store, const std::string& id);

/// The routes, a function a resource.
void add_health_routes(Router& router);
void add_edition_routes(Router& router);
void add_overview_routes(Router& router);
void add_indicator_routes(Router& router);
void add_area_routes(Router& router);
void add_estimate_routes(Router& router);
void add_comparison_routes(Router& router);
void add_rug_routes(Router& router);
void add_trend_routes(Router& router);
void add_market_routes(Router& router);
void add_place_routes(Router& router);
void add_statement_routes(Router& router);
void add_claim_routes(Router& router);
void add_plan_routes(Router& router);
void add_quality_routes(Router& router);
void add_explain_routes(Router& router);
void add_chart_routes(Router& router);
void add_report_routes(Router& router);
/// Last: what is no other route's is the dashboard's.
void add_web_routes(Router& router);

}  // namespace dmp::server
