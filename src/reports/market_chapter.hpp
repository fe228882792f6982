#pragma once

#include <limits>
#include <cstdint>
#include <string>
#include <vector>

namespace dmp::reports {

struct Page;

/// A figure of the market model with its intervals; NaN where there is none.
struct MarketFigure {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  double value = kNone, lower_50 = kNone, upper_50 = kNone, lower_95 = kNone, upper_95 = kNone;
};

/// One method's answer about one drug.
struct MarketMethod {
  std::string label, note, citation;
  MarketFigure figure;
};

struct MarketDrug {
  std::string name;
  MarketFigure users, kilograms, pure_kilograms, spend, spend_per_user;
  std::vector<MarketMethod> spend_methods, quantity_methods;   ///< the model's own first
  std::size_t parameters = 0, defaults = 0;
};

struct MarketStep {
  std::string name;
  double users = 0;
};

struct MarketSwing {
  std::string parameter, low_label, high_label;
  double low = 0, high = 0;
};

struct MarketDataset {
  std::string name;
  double share_removed = 0;   ///< of the width of the 95% interval
};

/// One stream of a balance: kilograms a month into the area's market or out of it.
struct MarketFlow {
  std::string name;
  MarketFigure kilograms;
};

/// Production + inflow = consumption + seizures + outflow of one drug or class.
struct MarketBalance {
  std::string title, sentence;   ///< sentence: verdict on a stated throughput; empty where none is stated
  std::vector<MarketFlow> in, out;
};

/// A figure about supply with its basis.
struct MarketSupply {
  std::string drug, name, basis, unit, note;
  MarketFigure figure;
  bool is_flag = false;
};

/// A published figure and the ways of making it again.
struct MarketPublishedWay {
  std::string name, note, citation, ratio;   ///< ratio: published / this way
  MarketFigure figure;
};
struct MarketPublished {
  std::string title, stated, unit, text;
  std::vector<MarketPublishedWay> ways;
};

/// One method's answer to how many use opiates or crack.
struct MarketHidden {
  std::string area, method, name, vintage, plausible, note;
  MarketFigure users;
};

/// What the market chapter shows: of the principal area. Without drugs there is no chapter.
struct MarketChapter {
  std::string area, period;
  std::uint64_t draws = 0, seed = 0;
  MarketFigure total_spend;
  std::vector<MarketDrug> drugs;          ///< greatest spend first
  std::string leading_drug;
  std::string waterfall_drug;             ///< the first by spend with a survey to correct; empty in editions that showed the leading drug's
  std::vector<MarketStep> waterfall;      ///< of its users
  std::vector<MarketSwing> tornado;       ///< of its spend, widest first
  double tornado_middle = 0;
  std::vector<MarketDataset> datasets;
  std::vector<MarketBalance> balances;    ///< those of stated throughputs first
  std::vector<MarketPublished> published; ///< of any area
  std::vector<MarketHidden> hidden;       ///< of every area; single models of the principal one only
  std::vector<MarketSupply> supply;
  std::vector<std::string> notes;
};

/// Published figures made again: a paragraph each, and every way in a table.
void market_published(Page& page, const MarketChapter& chapter);
/// Users seen and unseen by every method.
void market_hidden(Page& page, const MarketChapter& chapter);
/// Flows with their figures, and what is known of supply.
void market_flows(Page& page, const MarketChapter& chapter);

}  // namespace dmp::reports
