#include "disclosure/protect.hpp"

#include <algorithm>
#include <random>

#include "disclosure/circuits.hpp"
#include "disclosure/equal_cells.hpp"
#include "stats/parallel.hpp"

namespace dmp::disclosure {
namespace {

constexpr std::size_t kSteps = 2000;
constexpr std::size_t kStepsToShow = 2000;
/// Components of at most so many cells, so many of them sensitive, are worth several tries.
constexpr std::size_t kSmallComponent = 600, kFewSensitive = 80;

/// Suppression of one component, in one order of its sensitive cells.
class Suppression {
 public:
  Suppression(const LinkedTable& table, const ProtectSettings& settings) : table_(table), settings_(settings), search_(table), witness_(table.cells.size()), uses_(table.cells.size()) {
    for (std::uint32_t cell = 0; cell < table.cells.size(); ++cell)
      if (table.cells[cell].sensitive) search_.hide(cell);
  }

  void run(const std::vector<std::uint32_t>& sensitive) {
    for (const std::uint32_t cell : sensitive) secure(cell);
    show_needless();
  }

  [[nodiscard]] bool hidden(std::uint32_t cell) const { return search_.hidden(cell); }
  [[nodiscard]] const std::vector<std::uint32_t>& unprotected() const { return unprotected_; }

 private:
  static constexpr std::uint32_t kNoWitness = 0;  // witness_ holds numbers of circuits from 1

  void secure(std::uint32_t cell) {
    if (witness_[cell] != kNoWitness) return;
    std::optional<Circuit> circuit;
    bool strict = true;
    for (const double least : {settings_.hidden_is_at_least, 0.0}) {
      search_.set_least(least);
      strict = least == settings_.hidden_is_at_least;
      circuit = search_.through(cell, false, kSteps);
      if (!circuit) circuit = search_.by_programme(cell, false);
      if (circuit) break;
    }
    if (!circuit) return unprotected_.push_back(cell);
    for (const Move& move : *circuit) {
      if (search_.hidden(move.cell)) continue;
      search_.hide(move.cell);
      secondary_.push_back(move.cell);
    }
    // A circuit that hides zeros, or takes a one to 0, is for the cell that has no other: those on its way have to find stricter ones.
    if (strict) return keep(std::move(*circuit));
    keep_for(cell, std::move(*circuit));
  }

  void keep(Circuit circuit) {
    const std::uint32_t number = add(std::move(circuit));
    for (const Move& move : circuits_.back())
      if (witness_[move.cell] == kNoWitness) witness_[move.cell] = number;
  }

  void keep_for(std::uint32_t cell, Circuit circuit) { witness_[cell] = add(std::move(circuit)); }

  std::uint32_t add(Circuit circuit) {
    circuits_.push_back(std::move(circuit));
    const auto number = static_cast<std::uint32_t>(circuits_.size());
    for (const Move& move : circuits_.back()) uses_[move.cell].push_back(number);
    return number;
  }

  /// A cell hidden for others' sake is shown again where all that lean on it have another circuit.
  void show_needless() {
    search_.set_least(settings_.hidden_is_at_least);
    std::stable_sort(secondary_.begin(), secondary_.end(), [&](std::uint32_t a, std::uint32_t b) { return table_.cells[a].weight > table_.cells[b].weight; });
    for (const std::uint32_t cell : secondary_)
      if (search_.hidden(cell)) try_to_show(cell);
  }

  /// Hidden cells whose circuit goes through this one.
  void add_leaning_on(std::uint32_t shown, std::vector<std::uint32_t>& leaning) const {
    for (const std::uint32_t number : uses_[shown])
      for (const Move& move : circuits_[number - 1])
        if (witness_[move.cell] == number && search_.hidden(move.cell) && std::find(leaning.begin(), leaning.end(), move.cell) == leaning.end()) leaning.push_back(move.cell);
  }

  /// Shows a cell, and with it secondary ones that cannot stand without it; changes nothing where a sensitive one cannot.
  void try_to_show(std::uint32_t cell) {
    std::vector<std::uint32_t> shown{cell}, leaning;
    search_.show(cell);
    add_leaning_on(cell, leaning);
    std::vector<Circuit> fresh;
    std::vector<std::uint32_t> stands;
    for (std::size_t i = 0; i < leaning.size(); ++i) {
      if (!search_.hidden(leaning[i]) || std::find(stands.begin(), stands.end(), leaning[i]) != stands.end()) continue;
      std::optional<Circuit> circuit = search_.through(leaning[i], true, kStepsToShow);
      if (circuit) {
        for (const Move& move : *circuit) stands.push_back(move.cell);
        fresh.push_back(std::move(*circuit));
        continue;
      }
      if (table_.cells[leaning[i]].sensitive || table_.cells[leaning[i]].hidden) {
        for (const std::uint32_t back : shown) search_.hide(back);
        return;
      }
      shown.push_back(leaning[i]);
      search_.show(leaning[i]);
      add_leaning_on(leaning[i], leaning);
      // What was found may go through the cell that is shown now: again from the start.
      fresh.clear();
      stands.clear();
      i = static_cast<std::size_t>(-1);
    }
    for (const std::uint32_t at : shown) witness_[at] = kNoWitness;
    for (const std::uint32_t at : leaning) witness_[at] = kNoWitness;
    for (Circuit& circuit : fresh) keep(std::move(circuit));
  }

  const LinkedTable& table_;
  const ProtectSettings& settings_;
  CircuitSearch search_;
  std::vector<Circuit> circuits_;
  std::vector<std::uint32_t> witness_;             ///< of each cell: a circuit through it, all of it hidden
  std::vector<std::vector<std::uint32_t>> uses_;   ///< of each cell: the circuits through it
  std::vector<std::uint32_t> secondary_, unprotected_;
};

/// The part of a table that a component is.
struct Part {
  LinkedTable table;
  std::vector<std::uint32_t> cells;      ///< in the whole table
  std::vector<std::uint32_t> sensitive;  ///< in this part
};

std::vector<Part> parts_with_sensitive_cells(const LinkedTable& table) {
  std::vector<Part> parts;
  std::vector<std::int64_t> part_of(table.cells.size(), -1);
  std::vector<std::uint32_t> place(table.cells.size());
  for (auto& cells : components(table, false)) {
    if (std::none_of(cells.begin(), cells.end(), [&](std::uint32_t cell) { return table.cells[cell].sensitive; })) continue;
    Part part;
    for (const std::uint32_t cell : cells) {
      part_of[cell] = static_cast<std::int64_t>(parts.size());
      place[cell] = part.table.add(table.cells[cell]);
      if (table.cells[cell].sensitive) part.sensitive.push_back(place[cell]);
    }
    part.cells = std::move(cells);
    parts.push_back(std::move(part));
  }
  for (const Relation& relation : table.relations) {
    if (part_of[relation.total] < 0) continue;
    Relation moved{place[relation.total], {}};
    for (const std::uint32_t cell : relation.parts) moved.parts.push_back(place[cell]);
    parts[static_cast<std::size_t>(part_of[relation.total])].table.relations.push_back(std::move(moved));
  }
  return parts;
}

/// The same on every machine, unlike std::shuffle.
void shuffle(std::vector<std::uint32_t>& list, std::mt19937_64& random) {
  for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[random() % i]);
}

/// What one attempt hides, and what that costs.
struct Outcome {
  std::vector<bool> hidden;
  std::vector<std::uint32_t> unprotected;
  double cost = 0;
};

Outcome attempt(const LinkedTable& table, const std::vector<std::uint32_t>& order, const ProtectSettings& settings, const LinkedTable& true_costs) {
  Suppression suppression(table, settings);
  suppression.run(order);
  Outcome outcome;
  outcome.unprotected = suppression.unprotected();
  outcome.cost = 1e9 * static_cast<double>(outcome.unprotected.size());
  for (std::uint32_t cell = 0; cell < table.cells.size(); ++cell) {
    outcome.hidden.push_back(suppression.hidden(cell));
    if (outcome.hidden.back()) outcome.cost += true_costs.cells[cell].weight;
  }
  return outcome;
}

/// The cheapest of several orders of the sensitive cells, with costs that are blurred a little from the third on.
Outcome best_outcome(const Part& part, const ProtectSettings& settings) {
  std::vector<std::uint32_t> order = part.sensitive;
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return part.table.cells[a].weight > part.table.cells[b].weight; });
  Outcome best = attempt(part.table, order, settings, part.table);
  if (part.cells.size() > kSmallComponent || part.sensitive.size() > kFewSensitive) return best;
  double least = 0;  // nothing is hidden but what must be
  for (const TableCell& cell : part.table.cells) least += cell.sensitive || cell.hidden ? cell.weight : 0;
  std::mt19937_64 random(20240401);
  LinkedTable blurred = part.table;
  for (unsigned turn = 1; turn < settings.orders && best.cost > least + 1e-9; ++turn) {
    shuffle(order, random);
    if (turn > 2)
      for (std::size_t cell = 0; cell < blurred.cells.size(); ++cell) blurred.cells[cell].weight = part.table.cells[cell].weight * (0.5 + static_cast<double>(random() % 1000) / 1000);
    Outcome tried = attempt(blurred, order, settings, part.table);
    if (tried.cost < best.cost) best = std::move(tried);
  }
  return best;
}

/// Protects a table without cells that are always equal.
Protection protect_merged(const LinkedTable& table, const ProtectSettings& settings) {
  Protection protection;
  for (const TableCell& cell : table.cells) protection.hidden.push_back(cell.hidden || cell.sensitive);
  const std::vector<Part> parts = parts_with_sensitive_cells(table);
  std::vector<Outcome> outcomes(parts.size());
  stats::for_each_index(parts.size(), 0, [&](std::size_t i) {
    if (!parts[i].table.relations.empty()) outcomes[i] = best_outcome(parts[i], settings);
  });
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (std::uint32_t cell = 0; cell < outcomes[i].hidden.size(); ++cell) protection.hidden[parts[i].cells[cell]] = outcomes[i].hidden[cell];
    for (const std::uint32_t cell : outcomes[i].unprotected) protection.unprotected.push_back(parts[i].cells[cell]);
  }
  return protection;
}

}  // namespace

Protection protect(const LinkedTable& table, const ProtectSettings& settings) {
  const MergedTable merged = merge_equal_cells(table);
  const Protection of_merged = protect_merged(merged.table, settings);
  std::vector<bool> lost(merged.table.cells.size());
  for (const std::uint32_t cell : of_merged.unprotected) lost[cell] = true;
  Protection protection;
  for (std::uint32_t cell = 0; cell < table.cells.size(); ++cell) {
    protection.hidden.push_back(table.cells[cell].hidden || of_merged.hidden[merged.of[cell]]);
    if (table.cells[cell].sensitive && lost[merged.of[cell]]) protection.unprotected.push_back(cell);
  }
  return protection;
}

}  // namespace dmp::disclosure
