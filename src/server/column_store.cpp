#include "server/column_store.hpp"

#include <algorithm>
#include <cmath>
#include <thread>

#include "core/data_table.hpp"
#include "core/errors.hpp"
#include "core/number.hpp"
#include "server/message.hpp"
#include "server/shard_builder.hpp"

namespace dmp::server {
namespace {

/// So few rows are read before the first answer; more are read beside the answers.
constexpr std::size_t kFewRows = 400'000;

engine::Settings reading() {
  engine::Settings settings;
  settings.file_access = true;
  return settings;
}

/// Which rows of a shard fit: for each condition whether a text of its column does.
class Sieve {
 public:
  Sieve(const Shard& shard, const Selection& selection) : shard_(shard) {
    for (const Condition& condition : selection.conditions) {
      if (condition.column == "area_code" && !condition.except) areas_ = &condition;
      else add(condition);
    }
    if (selection.latest && !shard.latest().empty()) add({"period", {shard.latest()}, false});
  }

  /// Calls what for every row that fits, in the file's order.
  template <class What>
  void each(const What& what) const {
    if (none_) return;
    if (!areas_) {
      for (std::uint32_t row = 0; row < shard_.rows(); ++row)
        if (fits(row)) what(row);
      return;
    }
    std::vector<std::uint32_t> rows;
    for (const std::string& code : areas_->values) {
      const auto [begin, end] = shard_.rows_of_area(code);
      rows.insert(rows.end(), begin, end);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    for (const std::uint32_t row : rows)
      if (fits(row)) what(row);
  }

 private:
  struct Test {
    std::size_t column;
    std::vector<char> passes;
  };

  void add(const Condition& condition) {
    Test test{shard_.columns().at(condition.column), {}};
    bool any = false, all = true;
    for (const std::string& text : shard_.texts_in(test.column)) {
      const bool named = std::find(condition.values.begin(), condition.values.end(), text) != condition.values.end();
      test.passes.push_back(named != condition.except);
      any = any || test.passes.back();
      all = all && test.passes.back();
    }
    if (!any) none_ = true;
    if (!all) tests_.push_back(std::move(test));
  }

  [[nodiscard]] bool fits(std::uint32_t row) const {
    for (const Test& test : tests_)
      if (!test.passes[shard_.code(test.column, row)]) return false;
    return true;
  }

  const Shard& shard_;
  std::vector<Test> tests_;
  const Condition* areas_ = nullptr;
  bool none_ = false;
};

}  // namespace

std::optional<std::size_t> ColumnNames::find(std::string_view name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::size_t ColumnNames::at(std::string_view name) const {
  if (const auto found = find(name)) return *found;
  throw core::InternalError("a file of the edition has no column " + std::string(name));
}

ColumnStore::ColumnStore(const std::filesystem::path& file, std::size_t most_bytes) : file_(file), most_bytes_(most_bytes) {
  session_ = engine::open_database(":memory:", reading());
  try {
    const auto schema = session_->query("SELECT * FROM read_parquet(" + engine::quoted_text(file.string()) + ") LIMIT 0");
    for (const engine::Column& column : schema->columns()) {
      columns_->names.push_back(column.name);
      columns_->is_text.push_back(column.type != engine::ColumnType::number && column.type != engine::ColumnType::integer);
    }
    for (const char* needed : {"estimate_id", "indicator_id", "area_code", "period"})
      if (!columns_->find(needed)) throw core::InternalError(std::string("no column ") + needed);
    const core::DataTable counts = query("SELECT indicator_id, count(*) AS n FROM FILE GROUP BY indicator_id ORDER BY min(file_row_number)");
    for (const auto& row : counts.rows()) {
      positions_.emplace(core::exact_text(row[0]), indicators_.size());
      indicators_.push_back(core::exact_text(row[0]));
      Slot& slot = slots_.emplace_back();
      slot.rows = static_cast<std::size_t>(std::get<long long>(row[1]));
      rows_ += slot.rows;
    }
    if (rows_ <= kFewRows) read_all();
  } catch (const std::exception& error) {
    throw core::UserError(core::ErrorKind::resource, "the file is damaged or was not written to its end", core::Place{file.string()}, "build the profile again: dmp build");
  }
  if (rows_ > kFewRows)
    background_ = std::make_unique<std::jthread>([this] {
      try {
        read_beforehand();
      } catch (const std::exception&) {
        // What could not be read beforehand is read, or refused, when it is asked for.
      }
    });
}

ColumnStore::~ColumnStore() {
  stopping_ = true;
  background_.reset();
}

std::optional<std::size_t> ColumnStore::position_of(const std::string& indicator) const {
  const auto found = positions_.find(indicator);
  if (found == positions_.end()) return std::nullopt;
  return found->second;
}

core::DataTable ColumnStore::query(const std::string& sql) const {
  std::string text = sql;
  const std::size_t place = text.find("FILE");
  text.replace(place, 4, "read_parquet(" + engine::quoted_text(file_.string()) + ", file_row_number = true)");
  const std::lock_guard lock(session_mutex_);
  return engine::fetch(*session_, text);
}

void ColumnStore::keep(std::size_t position, std::shared_ptr<const Shard> shard) const {
  const std::lock_guard lock(mutex_);
  if (slots_[position].shard) return;
  bytes_ += shard->bytes();
  slots_[position].shard = std::move(shard);
  slots_[position].used = ++clock_;
  while (bytes_ > most_bytes_) {
    Slot* oldest = nullptr;
    for (Slot& slot : slots_)
      if (slot.shard && &slot != &slots_[position] && (!oldest || slot.used < oldest->used)) oldest = &slot;
    if (!oldest) break;
    bytes_ -= oldest->shard->bytes();
    oldest->shard.reset();
  }
}

void ColumnStore::read_all() {
  std::unique_ptr<engine::Session> session;
  {
    const std::lock_guard lock(session_mutex_);
    session = session_->connect();
  }
  std::unordered_map<std::string, ShardBuilder> open;
  const auto result = session->query("SELECT * FROM read_parquet(" + engine::quoted_text(file_.string()) + ")");
  const std::size_t by = columns_->at("indicator_id");
  std::string indicator;
  ShardBuilder* builder = nullptr;
  while (const engine::Chunk* chunk = result->next()) {
    for (std::size_t row = 0; row < chunk->rows; ++row) {
      const std::string_view now = chunk->columns[by].text(row);
      if (!builder || now != indicator) {
        indicator = now;
        builder = &open.try_emplace(indicator, columns_, indicator).first->second;
      }
      builder->add(*chunk, row);
      const std::size_t position = positions_.at(indicator);
      if (builder->rows() != slots_[position].rows) continue;
      keep(position, builder->finish());
      open.erase(indicator);
      builder = nullptr;
    }
  }
}

/// Indicator by indicator, so that no more than one of them is in memory twice; what does not fit is read when it is asked for.
void ColumnStore::read_beforehand() {
  for (std::size_t position = 0; position < indicators_.size() && !stopping_; ++position) {
    {
      const std::lock_guard lock(mutex_);
      if (slots_[position].shard) continue;
      if (bytes_ > most_bytes_ - most_bytes_ / 8) return;
    }
    keep(position, read_one(position));
  }
}

std::shared_ptr<const Shard> ColumnStore::read_one(std::size_t position) const {
  std::unique_ptr<engine::Session> session;
  {
    const std::lock_guard lock(session_mutex_);
    session = session_->connect();
  }
  ShardBuilder builder(columns_, indicators_[position]);
  const engine::Value name = indicators_[position];
  const auto result = session->query("SELECT * FROM read_parquet(" + engine::quoted_text(file_.string()) + ") WHERE indicator_id = $1", {&name, 1});
  while (const engine::Chunk* chunk = result->next())
    for (std::size_t row = 0; row < chunk->rows; ++row) builder.add(*chunk, row);
  return builder.finish();
}

std::shared_ptr<const Shard> ColumnStore::shard(std::size_t position, bool may_wait) const {
  {
    const std::lock_guard lock(mutex_);
    Slot& slot = slots_[position];
    slot.used = ++clock_;
    if (slot.shard) return slot.shard;
  }
  if (!may_wait) throw MustWait{};
  auto shard = read_one(position);
  keep(position, shard);
  return shard;
}

std::vector<std::shared_ptr<const Shard>> ColumnStore::shards(const std::vector<std::size_t>& positions, const std::vector<std::string>& areas, bool may_wait) const {
  constexpr std::size_t kFew = 4, kMostAreas = 100;
  std::vector<std::shared_ptr<const Shard>> found(positions.size());
  std::vector<std::size_t> missing;
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < positions.size(); ++i) {
      Slot& slot = slots_[positions[i]];
      slot.used = ++clock_;
      found[i] = slot.shard;
      if (!slot.shard) missing.push_back(positions[i]);
    }
  }
  if (missing.empty()) return found;
  if (!may_wait) throw MustWait{};
  const bool only_areas = !areas.empty() && areas.size() <= kMostAreas && missing.size() > kFew;
  const auto read = only_areas ? read_areas(missing, areas) : std::vector<std::shared_ptr<const Shard>>{};
  for (std::size_t i = 0, k = 0; i < positions.size(); ++i)
    if (!found[i]) found[i] = only_areas ? read[k++] : shard(positions[i], true);
  return found;
}

std::vector<std::shared_ptr<const Shard>> ColumnStore::read_areas(const std::vector<std::size_t>& positions, const std::vector<std::string>& areas) const {
  std::unique_ptr<engine::Session> session;
  {
    const std::lock_guard lock(session_mutex_);
    session = session_->connect();
  }
  std::unordered_map<std::string, ShardBuilder> builders;
  for (const std::size_t position : positions) builders.try_emplace(indicators_[position], columns_, indicators_[position]);
  std::string list;
  for (const std::string& area : areas) list += (list.empty() ? "" : ", ") + engine::quoted_text(area);
  const auto result = session->query("SELECT * FROM read_parquet(" + engine::quoted_text(file_.string()) + ") WHERE area_code IN (" + list + ")");
  const std::size_t by = columns_->at("indicator_id");
  while (const engine::Chunk* chunk = result->next())
    for (std::size_t row = 0; row < chunk->rows; ++row) {
      const auto builder = builders.find(std::string(chunk->columns[by].text(row)));
      if (builder != builders.end()) builder->second.add(*chunk, row);
    }
  std::vector<std::shared_ptr<const Shard>> found;
  for (const std::size_t position : positions) found.push_back(builders.at(indicators_[position]).finish());
  return found;
}

Page select(const ColumnStore& store, const Selection& selection, Position from, std::size_t most, bool may_wait) {
  Page page;
  std::vector<std::string> areas;
  for (const Condition& condition : selection.conditions)
    if (condition.column == "area_code" && !condition.except) areas = condition.values;
  // Of a few areas all indicators are had at once; of all areas one indicator after the other, so that only what the page holds stays in memory.
  std::vector<std::shared_ptr<const Shard>> ready;
  // (A part of an indicator does not know the indicator's latest period.)
  if (!areas.empty() && !selection.latest) ready = store.shards(selection.shards, areas, may_wait);
  for (std::size_t i = 0; i < selection.shards.size(); ++i) {
    const std::size_t position = selection.shards[i];
    const auto shard = ready.empty() ? store.shard(position, may_wait) : ready[i];
    Sieve(*shard, selection).each([&](std::uint32_t row) {
      ++page.total;
      if (position < from.shard || (position == from.shard && row < from.row)) return;
      if (page.rows.size() < most) page.rows.push_back({shard, row});
      else if (!page.next) page.next = Position{position, row};
    });
  }
  return page;
}

}  // namespace dmp::server
