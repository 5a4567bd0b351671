using Microsoft.AspNetCore.Components;
using Teahouse.Web.Conversations;
using Teahouse.Web.Texts;

namespace Teahouse.Web.Live;

/// <summary>A component that shows objects which change by themselves.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private Refresher? _refresher;

    [Inject] protected TextBook Texts { get; set; } = null!;

    [Inject] protected Wording Wording { get; set; } = null!;

    [Inject] protected House House { get; set; } = null!;

    [Inject] protected TimeProvider Time { get; set; } = null!;

    protected bool Disposed { get; private set; }

    /// <summary>
    /// Whether it stands for one thing as long as it lives and draws what changes of it by itself: that its parent is drawn again is
    /// then no reason to draw it, too.
    /// </summary>
    protected virtual bool IsSettled => false;

    public override Task SetParametersAsync(ParameterView parameters) =>
        IsSettled && _refresher is not null ? Task.CompletedTask : base.SetParametersAsync(parameters);

    /// <summary>Shows the present state soon, together with what else changes.</summary>
    protected void Refresh() => _refresher?.Ask();

    /// <summary>Shows the present state at once.</summary>
    protected void RefreshNow() => _refresher?.Now();

    /// <summary>Does not wait with what is about to be shown.</summary>
    protected void RefreshPending() => _refresher?.Flush();

    protected override void OnInitialized()
    {
        _refresher = new Refresher(Time, () =>
        {
            BeforeRefresh();
            StateHasChanged();
        });
        Texts.Changed += RefreshNow;
    }

    /// <summary>Looks at what changed, just before it is shown.</summary>
    protected virtual void BeforeRefresh()
    {
    }

    public void Dispose()
    {
        Disposed = true;
        _refresher?.Stop();
        Texts.Changed -= RefreshNow;
        OnDispose();
        GC.SuppressFinalize(this);
    }

    protected virtual void OnDispose()
    {
    }
}
