//! Loads of groups: in units of reviews, or of items where counting items is as good; and what is left of an expert
//! when some pairs are forced.

use super::model::{BLOCKED, Model};
use super::network::Network;

impl Model<'_> {
    /// Settles the units of flow. Where the same number of items fits every expert whichever items they are, a pair
    /// is one unit and flows are whole; otherwise a pair is as many units as the item has applications.
    pub fn settle_units(&mut self) {
        let bounds: Option<Vec<(i32, i32)>> = if self.weights_matter() {
            None
        } else {
            (0..self.experts.len()).map(|e| self.count_bounds(e)).collect()
        };
        for item in &mut self.items {
            item.units = if bounds.is_some() { 1 } else { item.weight() };
        }
        for (e, expert) in self.experts.iter_mut().enumerate() {
            (expert.least, expert.most) = bounds.as_ref().map_or((expert.min, expert.max), |b| b[e]);
        }
    }

    /// Whether loads cost points and items differ in weight: then counting items is not enough.
    fn weights_matter(&self) -> bool {
        let mut weights = self.items.iter().map(|item| item.weight());
        let first = weights.next();
        self.problem.weights.balance > 0 && weights.any(|weight| Some(weight) != first)
    }

    /// The fewest and the most items of an expert, if every choice of so many items keeps the loads and no other
    /// number of items does.
    fn count_bounds(&self, expert: usize) -> Option<(i32, i32)> {
        let facts = &self.experts[expert];
        let open = (0..self.items.len()).filter(|item| self.points(*item, expert) != BLOCKED);
        let mut weights: Vec<i32> = open.map(|item| self.items[item].weight()).collect();
        weights.sort_unstable();
        let count = weights.len();
        let lightest = |n: usize| weights[..n].iter().sum::<i32>();
        let heaviest = |n: usize| weights[count - n..].iter().sum::<i32>();
        let most = (0..=count).take_while(|n| heaviest(*n) <= facts.max).last()?;
        let least = (0..=count).find(|n| lightest(*n) >= facts.min)?;
        let only = (most == count || lightest(most + 1) > facts.max)
            && (least == 0 || heaviest(least - 1) < facts.min);
        only.then_some((least as i32, most as i32))
    }
}

impl Network<'_, '_> {
    /// The items whose pair with an expert no longer fits beside the forced ones: to be banned.
    pub fn too_heavy(&self, expert: u32) -> Vec<usize> {
        let model = self.model;
        let forced = |item: &usize| self.adjustment(*item).forced.contains(&expert);
        let load: i32 = (0..model.items.len()).filter(forced).map(|item| model.items[item].units).sum();
        let left = model.experts[expert as usize].most - load;
        (0..model.items.len())
            .filter(|item| model.items[*item].units > left && !forced(item))
            .filter(|item| model.points(*item, expert as usize) != BLOCKED)
            .filter(|item| !self.adjustment(*item).banned.contains(&expert))
            .collect()
    }
}
